package lb.admin.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.config.StatsLook;
import lb.admin.config.StatsSettings;
import lb.proxy.listen.OpenSessions.Session;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.LocalResponse;
import lb.proxy.settings.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatsActionsTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

    private final RecordedActions actions = new RecordedActions();
    private final List<LocalPage> pages = StatsPages.of(
            new StatsSettings(
                    List.of(),
                    List.of("web"),
                    "/stats",
                    "lb",
                    Map.of("admin", "secret", "guest", "other"),
                    Map.of("deploy", "0123456789abcdef"),
                    true,
                    List.of(),
                    StatsLook.STANDARD,
                    null),
            new PageSources(
                    new NodeFacts("ha1", "0.1.0", 1, Instant.EPOCH),
                    Rows::lab,
                    () -> Routers.lab(Instant.now()),
                    List::of,
                    List::of,
                    List::of,
                    new Trends(List::of),
                    new HealthChanges(),
                    List::of),
            actions,
            request -> LocalResponse.text(200, "text/plain", "metrics"),
            new HealthPage(List::of, () -> false));

    /** What HAProxy 2.6 answers to the same, but for the last four, which it does not have. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s=web1&action=drain&b=web-servers           | DONE | web-servers/web1 DRAIN
            b=web-servers&action=maint&s=web1&x=1       | DONE | web-servers/web1 MAINT
            s=web1&s=web2&action=ready&b=web-servers    | DONE | web-servers/web1 READY, web-servers/web2 READY
            s=web1&s=web1&action=ready&b=web-servers    | DONE | web-servers/web1 READY
            s=web%31&action=stop&b=web%2Dservers        | DONE | web-servers/web1 MAINT
            s=r1&action=start&b=redis                   | DONE | redis/r1 READY
            s=web1&action=shutdown&b=web-servers        | DONE | web-servers/web1 SHUTDOWN
            s=web1&action=dhlth&b=web-servers           | DONE | web-servers/web1 CHECKS_OFF
            s=web1&action=adown&b=web-servers           | DONE | web-servers/web1 AGENT_DOWN
            s=web1&s=nobody&action=drain&b=web-servers  | PART | web-servers/web1 DRAIN
            s=nobody&action=drain&b=web-servers         | ERRP | ''
            s=web1&action=nothing&b=web-servers         | ERRP | ''
            s=web1&action=drain&b=nothing               | ERRP | ''
            s=web1&action=drain&b=web                   | ERRP | ''
            s=web1&action=drain&b=#99                   | ERRP | ''
            s=web1&action=drain                         | ERRP | ''
            action=drain&b=web-servers                  | NONE | ''
            s=web1&b=web-servers                        | NONE | ''
            garbage                                     | NONE | ''
            ''                                          | NONE | ''
            s=%zz&action=drain&b=web-servers            | NONE | ''
            s=web1&action=weight&weight=256&b=web-servers  | DONE | web-servers/web1 Weigh[weight=256]
            s=web1&action=weight&weight=257&b=web-servers  | ERRP | ''
            s=web1&action=weight&weight=-1&b=web-servers   | ERRP | ''
            s=web1&action=weight&b=web-servers             | ERRP | ''
            vip=web&action=yield   | DONE | web yielded
            vip=db&action=resume   | DONE | db resumed
            vip=nothing&action=yield | ERRP | ''
            vip=web&action=drain     | ERRP | ''
            """)
    void theToolsMadeForHaproxyChangeServers(String body, String result, String done) {
        LocalResponse response = post("admin:secret", body);
        assertThat(response.status()).isEqualTo(303);
        assertThat(field(response, "Location")).isEqualTo("/stats;st=" + result);
        assertThat(String.join(", ", actions.done)).isEqualTo(done);
    }

    @Test
    void whoHasDoneWhatIsWrittenDown() {
        post("admin:secret", "s=web1&s=web2&action=drain&b=web-servers");
        post("guest:other", "vip=web&action=yield");
        assertThat(actions.audited)
                .containsExactly(
                        "user \"admin\" at 10.0.0.9 on the statistics page: web-servers/web1 drain",
                        "user \"admin\" at 10.0.0.9 on the statistics page: web-servers/web2 drain",
                        "user \"guest\" at 10.0.0.9 on the statistics page: vrrp yield web");
    }

    @Test
    void aProgramWithATokenChangesServersAndIsWrittenDownByTheTokensName() {
        LocalResponse response = send(
                "POST",
                "/stats",
                List.of(new Field("Authorization", "Bearer 0123456789abcdef")),
                "s=web1&action=drain&b=web-servers");
        assertThat(field(response, "Location")).isEqualTo("/stats;st=DONE");
        assertThat(actions.audited)
                .containsExactly("token \"deploy\" at 10.0.0.9 on the statistics page: web-servers/web1 drain");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /stats;up;norefresh             | /stats;st=DONE;up;norefresh
            /stats;st=PART;no-maint         | /stats;st=DONE;no-maint
            /stats?refresh=5&x=1&scope=web  | /stats;st=DONE?refresh=5&scope=web
            /stats;scope=a&b;up             | /stats;st=DONE;scope=a&b;up
            /stats;nonsense                 | /stats;st=DONE
            /stats?refresh=99999            | /stats;st=DONE
            """)
    void theBrowserComesBackToTheSameViewOfThePage(String target, String location) {
        LocalResponse response = ask("POST", target, "admin:secret", "", "s=web1&action=drain&b=web-servers");
        assertThat(field(response, "Location")).isEqualTo(location);
    }

    @Test
    void theFormsOfAViewAreSentToItAndSoIsWhoFollowsIt() {
        assertThat(get("/stats;up;norefresh?scope=web").body())
                .contains(
                        "action=\"/stats;up;norefresh?scope=web\"", "data-live=\"/stats;live;up;norefresh?scope=web\"")
                .doesNotContain("action=\"/stats\"");
        assertThat(get("/stats;live;up;norefresh?scope=web").body())
                .contains("action=\"/stats;up;norefresh?scope=web\"");
        assertThat(get("/stats;st=DONE;up").body()).contains(" <a href=\"/stats;up\">Dismiss</a>");
    }

    private static Session session(String id, String client, String server, int secondsAgo) {
        return new Session(
                id,
                Mode.HTTP,
                new InetSocketAddress(client, 5000),
                "web",
                "web-servers",
                server,
                Instant.now().minusSeconds(secondsAgo),
                12_345);
    }

    @Test
    void whatClientsHaveOpenIsShownTheNewestFirstAndEnded() {
        actions.sessions.add(session("0000000a", "10.0.0.1", "web1", 70));
        actions.sessions.add(session("0000000b", "10.0.0.2", "<script>", 3));
        assertThat(get("/stats").body()).contains("<a href=\"/stats;sessions\">Sessions</a>");
        String body = get("/stats;sessions").body();
        assertThat(body)
                .containsSubsequence(
                        "action=\"/stats;sessions\"",
                        "name=\"token\"",
                        ">10.0.0.2:5000</th>",
                        "web-servers/&lt;script&gt;",
                        ">3 s<",
                        "value=\"0000000b\"",
                        ">10.0.0.1:5000</th>",
                        "12.3 kB",
                        "value=\"0000000a\"")
                .doesNotContain("/<script");
        assertThat(get("/stats;sessions?scope=redis").body()).contains("Nothing is open.");

        LocalResponse response = ask("POST", "/stats;sessions", "admin:secret", "", "session=0000000a");
        assertThat(field(response, "Location")).isEqualTo("/stats;st=DONE;sessions");
        assertThat(actions.done).containsExactly("ended 0000000a");
        assertThat(actions.audited)
                .containsExactly(
                        "user \"admin\" at 10.0.0.9 on the statistics page: shutdown session 0000000a (10.0.0.1:5000 at web,"
                                + " web-servers/web1)");
        assertThat(field(ask("POST", "/stats;sessions", "admin:secret", "", "session=nobody"), "Location"))
                .isEqualTo("/stats;st=ERRP;sessions");
        assertThat(browse("Sec-Fetch-Site: cross-site", "&session=0000000a").status())
                .isEqualTo(403);
        assertThat(get("/stats;st=DONE;sessions").body()).contains("It has been ended.");
    }

    @Test
    void requestsForTheStatisticsAreNotAmongThem() {
        actions.sessions.add(session("0000000a", "10.0.0.9", "<STATS>", 0));
        assertThat(get("/stats;sessions").body()).contains("Nothing is open.").doesNotContain("0000000a");
    }

    @Test
    void whereAnEventLoopIsLateThatIsSaidAndWhoWantedToEndOneIsWrittenDown() {
        actions.whole = false;
        assertThat(get("/stats;sessions").body()).contains("at least 0", "An event loop is late");
        LocalResponse response = ask("POST", "/stats;sessions", "admin:secret", "", "session=0000000a");
        assertThat(field(response, "Location")).isEqualTo("/stats;st=PART;sessions");
        assertThat(actions.audited)
                .containsExactly("user \"admin\" at 10.0.0.9 on the statistics page: shutdown session 0000000a"
                        + " (not ended yet: an event loop is late)");
        assertThat(field(ask("POST", "/stats;sessions", "admin:secret", "", "session=0000000a%0a"), "Location"))
                .isEqualTo("/stats;st=ERRP;sessions");
        assertThat(actions.audited).hasSize(1);
        assertThat(get("/stats;st=PART;sessions").body()).contains("Not known to have ended yet");
    }

    @Test
    void whatBecameOfAnActionIsDismissedAndGoesWithTheNextLoad() {
        assertThat(get("/stats;st=DONE;sessions?refresh=5&scope=web").body())
                .contains(
                        "content=\"5;url=/stats;sessions?refresh=5&amp;scope=web\"",
                        "It has been ended. <a href=\"/stats;sessions?refresh=5&amp;scope=web\">Dismiss</a>");
        assertThat(get("/stats;st=DONE;up?refresh=5").body()).contains("content=\"5;url=/stats;up?refresh=5\"");
    }

    @Test
    void ofManySessionsTheNewestAreShown() {
        for (int i = 0; i < 1000; i++) {
            actions.sessions.add(session("%08x".formatted(i), "10.0.0.1", "web1", 1000 - i));
        }
        assertThat(get("/stats;sessions").body())
                .contains("The newest first: 200 of 1,000", "value=\"000003e7\"", "value=\"00000320\"")
                .doesNotContain("value=\"0000031f\"");
    }

    @Test
    void aFormThatIsTooLongIsSaidToBe() {
        assertThat(field(post("admin:secret", null), "Location")).isEqualTo("/stats;st=EXCD");
    }

    @Test
    void whoIsNobodyChangesNothing() {
        for (String user : new String[] {null, "admin:wrong", "eve:secret"}) {
            assertThat(post(user, "s=web1&action=drain&b=web-servers").status()).isEqualTo(401);
        }
        assertThat(actions.done).isEmpty();
        assertThat(actions.audited).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: same-origin",
                "Origin: http://lb.example:8404",
                "Origin: http://LB.example:8404,Sec-Fetch-Site: same-origin,Referer: http://lb.example:8404/stats"
            })
    void aBrowserThatHasThePageOpenChangesServers(String fields) {
        String token = token("admin:secret");
        assertThat(browse(fields, "&token=" + token).status()).isEqualTo(303);
        assertThat(actions.done).hasSize(1);
        assertThat(browse(fields, "").status()).isEqualTo(403);
        assertThat(browse(fields, "&token=" + token("guest:other")).status()).isEqualTo(403);
        assertThat(actions.done).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none",
                "Origin: http://evil.example",
                "Origin: http://lb.example",
                "Origin: null",
                "Origin: no address",
                "Origin: http://evil.example,Sec-Fetch-Site: same-origin"
            })
    void anotherPageInTheUsersBrowserChangesNothing(String fields) {
        assertThat(browse(fields, "&token=" + token("admin:secret")).status()).isEqualTo(403);
        assertThat(browse(fields, "").status()).isEqualTo(403);
        assertThat(actions.done).isEmpty();
    }

    @Test
    void aTokenThatIsGivenHasToBeRight() {
        assertThat(post("admin:secret", "s=web1&action=drain&b=web-servers&token=x")
                        .status())
                .isEqualTo(403);
        assertThat(actions.done).isEmpty();
    }

    @Test
    void thePageHasAFormForEachBackendAndVirtualIpAndSaysWhatBecameOfAnAction() {
        String body = get("/stats;st=PART").body();
        assertThat(body)
                .contains("<p class=\"result warn\" role=\"status\">Done in part: some of the servers do not exist.")
                .contains("<label><input type=\"checkbox\" name=\"s\" value=\"web1\"> web1</label>")
                .contains("value=\"yield\">Leave to the other node</button>");
        assertThat(body.split("<form method=\"post\" action=\"/stats\">", -1))
                .hasSize(1 + 2 + Routers.lab(Instant.now()).size());
        assertThat(get("/stats;st=DONE").body()).contains("<p class=\"result good\" role=\"status\">Done. ");
        assertThat(get("/stats;st=<b>").body()).doesNotContain("result good", "result warn", "<b>");
    }

    @Test
    void otherMethodsAreNotAllowed() {
        for (String method : List.of("PUT", "DELETE", "post")) {
            LocalResponse response = ask(method, "/stats", "admin:secret", "", "");
            assertThat(response.status()).isEqualTo(405);
            assertThat(field(response, "Allow")).isEqualTo("GET, HEAD, POST");
        }
        assertThat(ask("POST", "/metrics", "admin:secret", "", "").status()).isEqualTo(405);
    }

    private String token(String user) {
        Matcher token = TOKEN.matcher(ask("GET", "/stats", user, "", "").body());
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private LocalResponse browse(String fields, String more) {
        return ask("POST", "/stats", "admin:secret", fields, "s=web1&action=drain&b=web-servers" + more);
    }

    private LocalResponse post(String user, String body) {
        return ask("POST", "/stats", user, "", body);
    }

    private LocalResponse get(String target) {
        return ask("GET", target, "admin:secret", "", "");
    }

    private LocalResponse ask(String method, String target, String user, String more, String body) {
        List<Field> fields = new ArrayList<>(List.of(new Field("Host", "lb.example:8404")));
        if (user != null) {
            String credentials = Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
            fields.add(new Field("Authorization", "Basic " + credentials));
        }
        for (String field : more.isEmpty() ? new String[0] : more.split(",")) {
            fields.add(new Field(field.split(": ")[0], field.split(": ")[1]));
        }
        return send(method, target, fields, body);
    }

    private LocalResponse send(String method, String target, List<Field> fields, String body) {
        LocalPage page =
                pages.stream().filter(each -> each.answers(target)).findFirst().orElseThrow();
        return page.answerer()
                .answer(new LocalRequest(method, target, fields, new InetSocketAddress("10.0.0.9", 40_000), body));
    }

    private static String field(LocalResponse response, String name) {
        return response.fields().stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst()
                .orElse(null);
    }
}
