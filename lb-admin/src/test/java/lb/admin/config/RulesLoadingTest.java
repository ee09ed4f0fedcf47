package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;
import lb.proxy.settings.UseServer;
import lb.proxy.settings.Users;
import lb.proxy.settings.Users.Password;
import lb.proxy.settings.Users.User;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesLoadingTest {
    private static final Condition OLD =
            new Condition.Text(new Sample.RawPath(), Comparison.PREFIX, List.of("/old"), false);
    private static final Condition ALWAYS = new Condition.All(List.of());

    @TempDir
    Path folder;

    @Test
    void rulesOfAFrontendStandInTheirLists() throws IOException {
        var routing = new Loading(folder)
                .configuration(Loading.BACKEND + """
                        frontends { f {
                          bind = ":80", default-backend = b
                          acls = [ "old path_beg /old" ]
                          tcp-request = [ "connection accept if old", "session reject", "content accept", "inspect-delay 2s" ]
                          http-request = [ "deny if old", "set-header X-A %[src]" ]
                          http-response = "del-header Server"
                        } }
                        """)
                .proxy()
                .frontends()
                .getFirst()
                .routing();
        var rules = routing.rules();
        assertThat(rules.connection()).containsExactly(new Rule(new Condition.Any(List.of()), new RuleAction.Allow()));
        assertThat(rules.session()).containsExactly(new Rule(ALWAYS, new RuleAction.Reject()));
        assertThat(rules.content()).containsExactly(new Rule(ALWAYS, new RuleAction.Allow()));
        assertThat(rules.request())
                .containsExactly(
                        new Rule(OLD, new RuleAction.Deny(403, null)),
                        new Rule(
                                ALWAYS,
                                new RuleAction.SetHeader(
                                        "X-A", new Template(List.of(new TemplatePart.Of(new Sample.Source()))))));
        assertThat(rules.response()).hasSize(1);
        assertThat(routing.inspectDelay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aBackendHasRulesAndAclsOfItsOwn() throws IOException {
        var backend = new Loading(folder)
                .configuration(Loading.FRONTEND + """
                        backends { b {
                          acls = [ "old path_beg /old" ]
                          http-request = [ "auth if old", "deny if { nbsrv lt 1 }" ]
                          use-server = [ "s2 if old" ]
                          servers = [ { name = s1, address = "10.0.0.1:80" }, { name = s2, address = "10.0.0.2:80" } ]
                        } }
                        """)
                .proxy()
                .backends()
                .getFirst();
        assertThat(backend.rules().request().getFirst()).isEqualTo(new Rule(OLD, new RuleAction.Authenticate("b")));
        assertThat(backend.rules().request().getLast().condition().toString()).contains("UsableServers[backend=b]");
        assertThat(backend.useServers()).containsExactly(new UseServer(OLD, "s2"));
    }

    @Test
    void aConditionInHaproxysWordsHoldsBesideTheOthersOfItsRoute() throws IOException {
        var route = new Loading(folder)
                .configuration(Loading.BACKEND + """
                        frontends { f {
                          bind = ":80", default-backend = b
                          acls = [ "old path_beg /old" ]
                          routes = [ { path = /x, when = "!old", not { when = old }, backend = b } ]
                        } }
                        """)
                .proxy()
                .frontends()
                .getFirst()
                .routing()
                .routes()
                .getFirst();
        assertThat(route.condition())
                .isEqualTo(new Condition.All(List.of(
                        new Condition.Text(new Sample.Path(), Comparison.EXACT, List.of("/x"), false),
                        new Condition.Not(OLD),
                        new Condition.Not(new Condition.All(List.of(OLD))))));
    }

    @Test
    void aFrontendThatAnswersAllItselfNeedsNoBackend() throws IOException {
        var text = "frontends { f { bind = \":80\", http-request = \"redirect scheme https\" } }";
        var frontend =
                new Loading(folder).configuration(text).proxy().frontends().getFirst();
        assertThat(frontend.defaultBackend()).isNull();
        assertThat(frontend.routing().rules().request()).hasSize(1);
    }

    @Test
    void usersHavePasswordsHashesAndGroups() throws IOException {
        Files.writeString(folder.resolve("secret"), "of a file\n");
        var rules = new Loading(folder)
                .configuration(Loading.BACKEND + """
                        frontends { f { bind = ":80", default-backend = b, http-request = "allow if { http_auth(staff) }" } }
                        user-lists { staff { users {
                          ann = secret
                          bob { password-hash = "$5$abc$bBHLwRRW2Li0XKaX13kz/g2fkDil4Jx46aNvd.48MS8", groups = [ g1, g2 ] }
                          cid { password-file = secret, groups = g1 }
                        } } }
                        """)
                .proxy()
                .frontends()
                .getFirst()
                .routing()
                .rules();
        var users = new Users(
                "staff",
                Map.of(
                        "ann", new User(new Password.Plain("secret"), Set.of()),
                        "bob",
                                new User(
                                        new Password.Hashed("$5$abc$bBHLwRRW2Li0XKaX13kz/g2fkDil4Jx46aNvd.48MS8"),
                                        Set.of("g1", "g2")),
                        "cid", new User(new Password.Plain("of a file"), Set.of("g1"))));
        assertThat(rules.request())
                .containsExactly(new Rule(new Condition.Credentials(users, List.of()), new RuleAction.Allow()));
        assertThat(rules.toString()).doesNotContain("of a file", "$5$abc$bBHLwRRW2Li0XKaX13kz/g2fkDil4Jx46aNvd.48MS8");
    }

    @Test
    void filesStandBesideTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("paths.lst"), "# old ones\n/old\n");
        Files.writeString(folder.resolve("503.http"), "HTTP/1.0 503 Sorry\r\nX-A: b\r\n\r\nsorry");
        var rules = new Loading(folder)
                .configuration(Loading.BACKEND + """
                        frontends { f {
                          bind = ":80", default-backend = b
                          http-request = [ "return errorfile 503.http if { path_beg -f paths.lst }" ]
                        } }
                        """)
                .proxy()
                .frontends()
                .getFirst()
                .routing()
                .rules();
        assertThat(rules.request().getFirst().condition()).isEqualTo(OLD);
        assertThat(rules.request().getFirst().action()).isInstanceOf(RuleAction.Respond.class);
    }
}
