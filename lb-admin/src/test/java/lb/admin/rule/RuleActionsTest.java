package lb.admin.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.HeaderNames;
import lb.proxy.settings.LogLevel;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.RuleAction.Redirect.Kind;
import lb.proxy.settings.RuleAction.TargetPart;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplateField;
import lb.proxy.settings.TemplatePart;
import lb.proxy.settings.TlsField;
import lb.proxy.settings.UseServer;
import org.junit.jupiter.api.Test;

class RuleActionsTest {
    private static final Condition ALWAYS = new Condition.All(List.of());
    private static final Condition X = new Condition.Text(new Sample.RawPath(), Comparison.EXACT, List.of("/x"), false);

    private final Speaking speaking = new Speaking();

    @Test
    void aRuleHoldsAlwaysIfOrUnless() {
        assertThat(request("allow")).isEqualTo(new Rule(ALWAYS, new RuleAction.Allow()));
        assertThat(request("reject if { path /x }")).isEqualTo(new Rule(X, new RuleAction.Reject()));
        assertThat(request("reject unless { path /x }"))
                .isEqualTo(new Rule(new Condition.Not(X), new RuleAction.Reject()));
    }

    @Test
    void refusalsHaveAStatusAndPerhapsAnAnswer() {
        assertThat(action("deny")).isEqualTo(new RuleAction.Deny(403, null));
        assertThat(action("deny deny_status 429 if { path /x }")).isEqualTo(new RuleAction.Deny(429, null));
        assertThat(action("deny status 404 default-errorfiles")).isEqualTo(new RuleAction.Deny(404, null));
        assertThat(action("deny status 429 content-type text/plain string \"slow down\" hdr Retry-After 5"))
                .isEqualTo(new RuleAction.Deny(
                        429,
                        new FixedResponse(
                                429,
                                List.of(new Field("Content-Type", "text/plain"), new Field("Retry-After", "5")),
                                "slow down")));
        assertThat(action("auth")).isEqualTo(new RuleAction.Authenticate("f"));
        assertThat(action("auth realm \"a b\" unless TRUE")).isEqualTo(new RuleAction.Authenticate("a b"));
    }

    @Test
    void redirectsSayWhereTo() {
        assertThat(action("redirect location https://%[hdr(host)]%[pathq] code 301 ignore-empty"))
                .isEqualTo(new RuleAction.Redirect(
                        Kind.LOCATION,
                        template(
                                literal("https://"),
                                of(new Sample.Header("host", true)),
                                of(new Sample.PathAndQuery())),
                        301,
                        false,
                        false,
                        true,
                        null));
        assertThat(action("redirect prefix / drop-query append-slash set-cookie SEEN=1 if TRUE"))
                .isEqualTo(new RuleAction.Redirect(
                        Kind.PREFIX, Template.literal("/"), 302, true, true, false, "SEEN=1; path=/;"));
        assertThat(action("redirect scheme https clear-cookie SEEN="))
                .isEqualTo(new RuleAction.Redirect(
                        Kind.SCHEME, Template.literal("https"), 302, false, false, false, "SEEN=; path=/; Max-Age=0;"));
    }

    @Test
    void answersHaveFieldsAndABody() {
        assertThat(action("return")).isEqualTo(new RuleAction.Respond(200, List.of(), null));
        assertThat(action("return status 403 content-type text/plain lf-string \"%[src] is blocked\" hdr X-A %ci"))
                .isEqualTo(new RuleAction.Respond(
                        403,
                        List.of(
                                new TemplateField("Content-Type", Template.literal("text/plain")),
                                new TemplateField("X-A", template(of(new Sample.Source())))),
                        template(of(new Sample.Source()), literal(" is blocked"))));
    }

    @Test
    void answersMayComeFromFiles() {
        var files = new Speaking(true, Mode.HTTP, Map.of("page", "<p>%[path]ä</p>", "raw", "gone"));
        assertThat(files.good(files.language()::httpRequest, "return content-type text/html file page")
                        .action())
                .isEqualTo(new RuleAction.Respond(
                        200,
                        List.of(new TemplateField("Content-Type", Template.literal("text/html"))),
                        Template.literal("<p>%[path]\u00c3\u00a4</p>")));
        assertThat(files.good(files.language()::httpRequest, "return content-type text/html lf-file page")
                        .action())
                .isEqualTo(new RuleAction.Respond(
                        200,
                        List.of(new TemplateField("Content-Type", Template.literal("text/html"))),
                        template(literal("<p>"), of(new Sample.RawPath()), literal("\u00c3\u00a4</p>"))));
        assertThat(files.good(files.language()::httpRequest, "return errorfile raw")
                        .action())
                .isEqualTo(new RuleAction.Respond(503, List.of(), Template.literal("gone")));
        assertThat(files.good(files.language()::httpRequest, "deny errorfile raw")
                        .action())
                .isEqualTo(new RuleAction.Deny(403, new FixedResponse(503, List.of(), "gone")));
    }

    @Test
    void headersAreEdited() {
        assertThat(action("set-header X-A \"a  %% %[path] \""))
                .isEqualTo(new RuleAction.SetHeader(
                        "X-A", template(literal("a  % "), of(new Sample.RawPath()), literal(" "))));
        assertThat(action("add-header X-A ä"))
                .isEqualTo(new RuleAction.AddHeader("X-A", Template.literal("\u00c3\u00a4")));
        assertThat(action("del-header X-A")).isEqualTo(new RuleAction.DeleteHeader(new HeaderNames.Exact("X-A")));
        assertThat(action("del-header X- -m beg if TRUE"))
                .isEqualTo(new RuleAction.DeleteHeader(new HeaderNames.Prefix("X-")));
        assertThat(action("del-header ^X -m reg")).isEqualTo(new RuleAction.DeleteHeader(new HeaderNames.Regex("^X")));
        assertThat(action("replace-header Cookie 'a=([^;]*)' 'a=\\1;ip=%ci\\\\'"))
                .isEqualTo(new RuleAction.ReplaceHeader(
                        "Cookie",
                        "a=([^;]*)",
                        template(
                                literal("a="),
                                new TemplatePart.Group(1),
                                literal(";ip="),
                                of(new Sample.Source()),
                                literal("\\")),
                        false));
        assertThat(action("replace-value Accept ^x y"))
                .isEqualTo(new RuleAction.ReplaceHeader("Accept", "^x", Template.literal("y"), true));
    }

    @Test
    void methodAndTargetAreEdited() {
        assertThat(action("set-method POST")).isEqualTo(new RuleAction.SetMethod(Template.literal("POST")));
        assertThat(action("set-path /x%[path]"))
                .isEqualTo(
                        new RuleAction.SetTarget(TargetPart.PATH, template(literal("/x"), of(new Sample.RawPath()))));
        assertThat(action("set-pathq /x?y"))
                .isEqualTo(new RuleAction.SetTarget(TargetPart.PATH_AND_QUERY, Template.literal("/x?y")));
        assertThat(action("set-query a=b"))
                .isEqualTo(new RuleAction.SetTarget(TargetPart.QUERY, Template.literal("a=b")));
        assertThat(action("set-uri http://x/"))
                .isEqualTo(new RuleAction.SetTarget(TargetPart.WHOLE, Template.literal("http://x/")));
        assertThat(action("replace-path /foo/(.*) /\\1"))
                .isEqualTo(new RuleAction.ReplaceTarget(
                        TargetPart.PATH, "/foo/(.*)", template(literal("/"), new TemplatePart.Group(1))));
        assertThat(action("replace-uri ^http:(.*) https:\\1"))
                .isEqualTo(new RuleAction.ReplaceTarget(
                        TargetPart.WHOLE, "^http:(.*)", template(literal("https:"), new TemplatePart.Group(1))));
    }

    @Test
    void responsesAreEditedToo() {
        assertThat(speaking.good(speaking.language()::httpResponse, "set-status 503 reason \"Slow Down\"")
                        .action())
                .isEqualTo(new RuleAction.SetStatus(503, "Slow Down"));
        assertThat(speaking.good(
                                speaking.language()::httpResponse,
                                "set-header X-S %[res.hdr(server)]-%s if { status ge 500 }")
                        .action())
                .isEqualTo(new RuleAction.SetHeader(
                        "X-S",
                        template(
                                of(new Sample.ResponseHeader("server", true)),
                                literal("-"),
                                of(new Sample.ChosenServer()))));
        assertThat(speaking.good(speaking.language()::httpResponse, "set-log-level silent")
                        .action())
                .isEqualTo(new RuleAction.SetLogLevel(LogLevel.SILENT));
    }

    @Test
    void whatHasNoValueLeavesNothingAndWhatIsTrueIsOne() {
        assertThat(action("set-header X-A \"%[always_true]%[always_false]%[ssl_fc]%[ssl_fc_sni]\""))
                .isEqualTo(new RuleAction.SetHeader(
                        "X-A",
                        template(literal("10"), of(new Sample.Tls()), of(new Sample.OfTls(TlsField.SERVER_NAME)))));
    }

    @Test
    void connectionsAreAcceptedOrRejected() {
        assertThat(speaking.good(speaking.language()::tcpRequest, "connection reject if { src 10.0.0.0/8 }"))
                .isInstanceOf(TcpRule.Connection.class);
        assertThat(speaking.good(speaking.language()::tcpRequest, "session accept"))
                .isEqualTo(new TcpRule.Session(new Rule(ALWAYS, new RuleAction.Allow())));
        assertThat(speaking.good(speaking.language()::tcpRequest, "content reject if { path /x }"))
                .isEqualTo(new TcpRule.Content(new Rule(X, new RuleAction.Reject())));
        for (var time : Map.of("5s", 5_000, "250", 250, "2m", 120_000, "1h", 3_600_000, "1000us", 1)
                .entrySet()) {
            assertThat(speaking.good(speaking.language()::tcpRequest, "inspect-delay " + time.getKey()))
                    .isEqualTo(new TcpRule.InspectDelay(Duration.ofMillis(time.getValue())));
        }
    }

    @Test
    void serversAreChosenByConditions() {
        var tcp = useServer(Mode.TCP, "www if { req.ssl_sni -i a.example }");
        assertThat(tcp)
                .isEqualTo(new UseServer(
                        new Condition.Text(new Sample.ServerName(), Comparison.EXACT, List.of("a.example"), true),
                        "www"));
        for (var name : List.of("req.ssl_hello_type", "req_ssl_hello_type")) {
            assertThat(useServer(Mode.TCP, "www if { " + name + " 1 }").condition())
                    .isEqualTo(new Condition.Number(new Sample.HelloType(), List.of(new Condition.Range(1, 1))));
        }
        var http = useServer(Mode.HTTP, "www if { path /x } { nbsrv gt 1 }");
        assertThat(http.condition().toString()).contains("UsableServers[backend=api]");
    }

    private static UseServer useServer(Mode mode, String text) {
        var backend = new Speaking(false, mode, Map.of());
        return backend.good((words, to) -> backend.language().useServer(words, List.of("www"), to), text);
    }

    private Rule request(String text) {
        return speaking.good(speaking.language()::httpRequest, text);
    }

    private RuleAction action(String text) {
        return request(text).action();
    }

    private static Template template(TemplatePart... parts) {
        return new Template(List.of(parts));
    }

    private static TemplatePart literal(String text) {
        return new TemplatePart.Literal(text);
    }

    private static TemplatePart of(Sample sample) {
        return new TemplatePart.Of(sample);
    }
}
