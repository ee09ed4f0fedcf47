package lb.proxy.http1;

import static lb.proxy.http1.GivenRoutes.responseTo;
import static lb.proxy.http1.GivenRules.ALWAYS;
import static lb.proxy.http1.GivenRules.is;
import static lb.proxy.http1.GivenRules.not;
import static lb.proxy.http1.GivenRules.onRequests;
import static lb.proxy.http1.GivenRules.onResponses;
import static lb.proxy.http1.GivenRules.path;
import static lb.proxy.http1.GivenRules.rule;
import static lb.proxy.http1.GivenRules.set;
import static lb.proxy.http1.GivenRules.template;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.page.FixedResponse;
import lb.proxy.settings.Condition;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.LogLevel;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.RuleAction.Redirect.Kind;
import lb.proxy.settings.Rules;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplateField;
import lb.proxy.settings.Users;
import lb.proxy.settings.Users.Password;
import lb.proxy.stats.Column;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rules decide, as the client, the log and the figures see it. */
@Timeout(60)
class RuledExchangeTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: me.test:80\r\n\r\n";

    @Test
    void aRequestThatIsDeniedIsAnsweredCountedAndTold() throws Exception {
        Rules rules = onRequests(
                rule(new RuleAction.Deny(403, null), path("/x")),
                rule(new RuleAction.Deny(200, new FixedResponse(200, List.of(), "hello")), path("/y")));
        try (RunningProxy proxy = new RunningProxy.Wish().rules(rules).start()) {
            assertThat(responseTo(proxy, GET)).startsWith("HTTP/1.1 403 Forbidden\r\n");
            assertThat(proxy.endState()).isEqualTo("PR 403");
            assertThat(responseTo(proxy, "GET /y HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("hello");
            assertThat(proxy.endState()).isEqualTo("PR 200");
            assertThat(proxy.figure("fe/FRONTEND", Column.DREQ)).isEqualTo(2);
            assertThat(proxy.figure("fe/FRONTEND", Column.INTERCEPTED)).isZero();
            assertThat(proxy.figure("be/BACKEND", Column.DREQ)).isZero();
        }
    }

    @Test
    void theBackendDeniesForItself() throws Exception {
        Rules rules = onRequests(rule(new RuleAction.Deny(429, null)));
        try (RunningProxy proxy = new RunningProxy.Wish().backendRules(rules).start()) {
            assertThat(responseTo(proxy, GET)).startsWith("HTTP/1.1 429 Too Many Requests\r\n");
            assertThat(proxy.endState()).isEqualTo("PR 429");
            assertThat(proxy.figure("fe/FRONTEND", Column.DREQ)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.DREQ)).isEqualTo(1);
        }
    }

    @Test
    void whatTheBackendRejectsByItsContentTheFrontendDenies() throws Exception {
        Rules rules = new Rules(List.of(), List.of(), List.of(rule(new RuleAction.Reject())), List.of(), List.of());
        try (RunningProxy proxy = new RunningProxy.Wish().backendRules(rules).start();
                Peer client = proxy.connect()) {
            client.send(GET);

            assertThat(client.readToEnd()).isEmpty();
            assertThat(proxy.end().backend()).isEqualTo("be");
            assertThat(proxy.figure("fe/FRONTEND", Column.DREQ)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.DREQ)).isZero();
            assertThat(proxy.figure("be/BACKEND", Column.STOT)).isEqualTo(1);
        }
    }

    @Test
    void aRejectedRequestHasItsConnectionClosedWithoutAWord() throws Exception {
        Rules rules = onRequests(rule(new RuleAction.Reject()));
        try (RunningProxy proxy = new RunningProxy.Wish().rules(rules).start();
                Peer client = proxy.connect()) {
            client.send(GET);

            assertThat(client.readToEnd()).isEmpty();
            ExchangeEnd end = proxy.end();
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("PR");
            assertThat(end.status()).isEqualTo(-1);
            assertThat(end.requestMillis()).isEqualTo(-1);
            assertThat(proxy.figure("fe/FRONTEND", Column.HRSP_OTHER)).isEqualTo(1);
            assertThat(proxy.figure("fe/FRONTEND", Column.DREQ)).isEqualTo(1);
        }
    }

    @Test
    void aConnectionGoesOnAfterAnAnswerOfARule() throws Exception {
        Rules rules = onRequests(rule(new RuleAction.Deny(403, null), is(new Sample.Method(), "POST")));
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).rules(rules).start();
                Peer client = proxy.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" + GET);

            assertThat(client.readResponse()).startsWith("HTTP/1.1 403 ");
            assertThat(client.readResponse()).endsWith("\r\n\r\nok");
        }
    }

    @Test
    void onlyWhatTheFrontendAnswersIsIntercepted() throws Exception {
        Rules answers = onRequests(
                rule(new RuleAction.Respond(200, List.of(), null), path("/return")),
                rule(new RuleAction.Authenticate("r"), path("/auth")),
                rule(new RuleAction.Redirect(Kind.LOCATION, template("/y"), 302, false, false, false, null)));
        List<String> paths = List.of("/return", "/auth", "/x");
        try (RunningProxy frontend = new RunningProxy.Wish().rules(answers).start();
                RunningProxy backend =
                        new RunningProxy.Wish().backendRules(answers).start()) {
            for (String path : paths) {
                String get = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
                assertThat(responseTo(frontend, get)).isEqualTo(responseTo(backend, get));
            }
            assertThat(frontend.figure("fe/FRONTEND", Column.INTERCEPTED)).isEqualTo(3);
            assertThat(backend.figure("fe/FRONTEND", Column.INTERCEPTED)).isZero();
        }
    }

    @Test
    void allowEndsItsOwnListOnly() throws Exception {
        Rules frontend = onRequests(rule(new RuleAction.Allow()), rule(new RuleAction.Deny(403, null)));
        Rules backend = onRequests(rule(new RuleAction.Deny(410, null)));
        try (RunningProxy proxy =
                new RunningProxy.Wish().rules(frontend).backendRules(backend).start()) {
            assertThat(responseTo(proxy, GET)).startsWith("HTTP/1.1 410 ");
        }
    }

    @ParameterizedTest(name = "{0} {1} → {3}")
    @CsvSource({
        "LOCATION, /to?%,      302, /to?%",
        "PREFIX,   http://b.c, 301, http://b.c/x?y",
        "PREFIX,   /,          301, /x?y",
        "PREFIX,   /p,         301, /p/x?y",
        "SCHEME,   https,      307, https://me.test:80/x?y",
    })
    void aRedirectTellsThePlaceAsHaproxyDoes(Kind kind, String to, int status, String location) throws Exception {
        Rules rules = onRequests(
                rule(new RuleAction.Redirect(kind, template(to), status, false, false, false, "A=1; path=/;")));
        try (RunningProxy proxy = new RunningProxy.Wish().rules(rules).start()) {
            assertThat(responseTo(proxy, "GET /x?y HTTP/1.1\r\nHost: me.test:80\r\n\r\n"))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\nLocation: " + location + "\r\n", "\r\nSet-Cookie: A=1; path=/;\r\n")
                    .contains(status == 301 ? "Location" : "\r\nCache-Control: no-cache\r\n");
            assertThat(proxy.endState()).isEqualTo("LR " + status);
            assertThat(proxy.figure("fe/FRONTEND", Column.INTERCEPTED)).isEqualTo(1);
        }
    }

    @Test
    void aRedirectToNowhereIsPassedOver() throws Exception {
        Template to = template(new Sample.Header("X-To"));
        Rules rules = onRequests(
                rule(new RuleAction.Redirect(Kind.LOCATION, to, 302, false, false, true, null)),
                rule(new RuleAction.Deny(404, null)));
        try (RunningProxy proxy = new RunningProxy.Wish().rules(rules).start()) {
            assertThat(responseTo(proxy, GET)).startsWith("HTTP/1.1 404 ");
            assertThat(responseTo(proxy, "GET / HTTP/1.1\r\nHost: a\r\nX-To: /z\r\n\r\n"))
                    .contains("\r\nLocation: /z\r\n");
        }
    }

    @Test
    void anAnswerIsMadeOfSamples() throws Exception {
        Rules rules = onRequests(rule(new RuleAction.Respond(
                201,
                List.of(
                        new TemplateField("Content-Type", template("text/plain")),
                        new TemplateField("X-From", template(new Sample.Source(), "!"))),
                template(new Sample.Method(), " ", new Sample.PathAndQuery(), " of ", new Sample.FrontendName()))));
        try (RunningProxy proxy = new RunningProxy.Wish().rules(rules).start()) {
            assertThat(responseTo(proxy, "GET /x?y HTTP/1.1\r\nHost: a\r\n\r\n"))
                    .startsWith("HTTP/1.1 201 Created\r\n")
                    .contains("\r\nX-From: 127.0.0.1!\r\n", "\r\nContent-Length: 14\r\n")
                    .endsWith("\r\n\r\nGET /x?y of fe");
            assertThat(proxy.endState()).isEqualTo("LR 201");
        }
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "YW5uOnB3,     200", // ann:pw
        "Ym9iOnNlY3JldA==, 200", // bob:secret
        "YW5uOnB4,     401", // ann:px
        "bm9ib2R5OnB3, 401", // nobody:pw
        "YW5u,         401", // ann
        "!!,           401",
        "'',           401",
    })
    void whoIsNobodyIsAskedWhoHeIs(String credentials, int status) throws Exception {
        // bob's: crypt(3) of "secret" with SHA-256.
        Users users = new Users(
                "u",
                Map.of(
                        "ann", new Users.User(new Password.Plain("pw"), Set.of("staff")),
                        "bob", new Users.User(new Password.Hashed(Crypt.crypt("secret", "$5$salt")), Set.of("staff"))));
        Condition staff = new Condition.Credentials(users, List.of("staff"));
        Rules rules = onRequests(
                rule(new RuleAction.Authenticate("My Realm"), not(staff)),
                rule(new RuleAction.Deny(500, null), new Condition.Credentials(users, List.of("other"))),
                rule(new RuleAction.Respond(200, List.of(), null)));
        try (RunningProxy proxy = new RunningProxy.Wish().rules(rules).start()) {
            String response =
                    responseTo(proxy, "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic " + credentials + "\r\n\r\n");
            assertThat(response).startsWith("HTTP/1.1 " + status + " ");
            if (status == 401) {
                assertThat(response).contains("\r\nWWW-Authenticate: Basic realm=\"My Realm\"\r\n");
            }
            assertThat(proxy.endState()).isEqualTo("LR " + status);
        }
    }

    @Test
    void aResponseThatIsDeniedIsKeptBack() throws Exception {
        Rules rules = onResponses(rule(
                new RuleAction.Deny(502, null), new Condition.Present(new Sample.ResponseHeader("X-Secret", false))));
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nX-Secret: 1\r\nContent-Length: 6\r\n\r\nsecret");
                RunningProxy proxy =
                        new RunningProxy.Wish().server(origin).rules(rules).start()) {
            assertThat(responseTo(proxy, GET)).startsWith("HTTP/1.1 502 ").doesNotContain("ecret");
            assertThat(proxy.endState()).isEqualTo("PH 502");
            assertThat(proxy.figure("fe/FRONTEND", Column.DRESP)).isEqualTo(1);
            assertThat(proxy.figure("be/BACKEND", Column.DRESP)).isEqualTo(1);
            assertThat(proxy.figure("be/s1", Column.DRESP)).isEqualTo(1);
        }
    }

    @Test
    void responsesAreEditedByTheBackendThenByTheFrontend() throws Exception {
        Rules backend = onResponses(
                set("X-A", "backend ", new Sample.Status(), " ", new Sample.ChosenServer()),
                rule(new RuleAction.DeleteHeader(new HeaderNames.Prefix("x-s"))));
        Rules frontend = onResponses(
                set("X-A", "frontend after ", new Sample.ResponseHeader("x-a", false)),
                rule(new RuleAction.SetStatus(503, "Not Now")));
        try (Origin origin = Origin.answering("HTTP/1.1 200 OK\r\nX-S1: a\r\nContent-Length: 2\r\nX-S2: b\r\n\r\nok");
                RunningProxy proxy = new RunningProxy.Wish()
                        .server(origin)
                        .rules(frontend)
                        .backendRules(backend)
                        .start()) {
            assertThat(responseTo(proxy, GET))
                    .isEqualTo("HTTP/1.1 503 Not Now\r\nContent-Length: 2\r\n"
                            + "X-A: frontend after backend 200 s1\r\n\r\nok");
            assertThat(proxy.endState()).isEqualTo("-- 503");
        }
    }

    @Test
    void theLogHasTheSeverityThatARuleGives() throws Exception {
        Rules rules = onRequests(
                rule(new RuleAction.SetLogLevel(LogLevel.SILENT), path("/silent")),
                rule(new RuleAction.SetLogLevel(LogLevel.ERR), path("/err")),
                rule(new RuleAction.Respond(200, List.of(), null), ALWAYS));
        try (RunningProxy proxy = new RunningProxy.Wish().rules(rules).start()) {
            String unused = responseTo(proxy, "GET /silent HTTP/1.1\r\nHost: a\r\n\r\n");
            unused = responseTo(proxy, "GET /err HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(unused).isNotEmpty();
            assertThat(proxy.end())
                    .satisfies(end -> assertThat(end.requestLine()).isEqualTo("GET /err HTTP/1.1"))
                    .satisfies(end -> assertThat(end.logLevel()).isEqualTo(LogLevel.ERR));
        }
    }
}
