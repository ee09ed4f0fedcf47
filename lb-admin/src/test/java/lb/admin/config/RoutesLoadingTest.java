package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.Network;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.settings.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesLoadingTest {
    private static final String BACKEND = "backends { b { servers { s = \"10.0.0.1:80\" } } }\n";

    @TempDir
    Path folder;

    @Test
    void conditionsOfARouteAllHold() throws IOException {
        var route = route("""
                host = "a.example", path-prefix = /v1, method = [ GET, HEAD ], source = "10.0.0.0/8"
                header { X-Env = beta, X-No { present = false }, X-Yes { prefix = [ a, ä ], ignore-case = true } }
                query { lang = "de" }
                not { path-suffix = .gif }
                any = [ { host-regex = "^x" }, { path = [ /a, /b ], path-regex = "c" } ]
                """);
        assertThat(route.condition())
                .isEqualTo(all(
                        new Condition.Name(new Sample.Host(), List.of("a.example")),
                        text(new Sample.Path(), Comparison.PATH_PREFIX, "/v1"),
                        text(new Sample.Method(), Comparison.EXACT, "GET", "HEAD"),
                        text(new Sample.Header("X-Env"), Comparison.EXACT, "beta"),
                        new Condition.Not(new Condition.Present(new Sample.Header("X-No"))),
                        new Condition.Text(
                                new Sample.Header("X-Yes"), Comparison.PREFIX, List.of("a", "\u00c3\u00a4"), true),
                        text(new Sample.QueryParameter("lang"), Comparison.EXACT, "de"),
                        new Condition.Source(List.of(new Network(InetAddress.ofLiteral("10.0.0.0"), 8))),
                        new Condition.Not(all(text(new Sample.Path(), Comparison.SUFFIX, ".gif"))),
                        new Condition.Any(List.of(
                                all(new Condition.Text(new Sample.Host(), Comparison.REGEX, List.of("^x"), true)),
                                all(
                                        text(new Sample.Path(), Comparison.EXACT, "/a", "/b"),
                                        text(new Sample.Path(), Comparison.REGEX, "c"))))));
        assertThat(route.action()).isEqualTo(new RouteAction.Forward("b"));
    }

    @Test
    void connectionsInModeTcpGoByServerNameAndSource() throws IOException {
        var routing = proxy("""
                frontends { f { bind = ":443", mode = tcp, timeouts { client-hello = 2s }, routes = [
                  { sni = [ "a.example", "*.b.example" ], backend = b }
                  { not { source = "10.0.0.0/8" }, deny = true }
                  { backend = b }
                ] } }
                backends { b { mode = tcp, servers { s = "10.0.0.1:443" } } }
                """).frontends().getFirst().routing();
        assertThat(routing.inspectDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(routing.routes())
                .extracting(RouteSettings::condition)
                .containsExactly(
                        all(new Condition.Name(new Sample.ServerName(), List.of("a.example", "*.b.example"))),
                        all(new Condition.Not(
                                all(new Condition.Source(List.of(new Network(InetAddress.ofLiteral("10.0.0.0"), 8)))))),
                        all());
    }

    @Test
    void redirectsLeadWhereTheySay() throws IOException {
        assertThat(action("redirect = \"https://a.example/\""))
                .isEqualTo(new RouteAction.Redirect(new RouteAction.To("https://a.example/"), 302, false, false));
        assertThat(action("redirect { prefix = \"https://a.example/\", code = 308, drop-query = true }"))
                .isEqualTo(new RouteAction.Redirect(new RouteAction.Prefix("https://a.example"), 308, true, false));
        assertThat(action("redirect { prefix = /, code = 301, append-slash = true }"))
                .isEqualTo(new RouteAction.Redirect(new RouteAction.Prefix(""), 301, false, true));
        assertThat(action("redirect { scheme = https, port = 8443 }"))
                .isEqualTo(new RouteAction.Redirect(new RouteAction.Scheme("https", 8443), 302, false, false));
        assertThat(action("redirect { scheme = https }"))
                .isEqualTo(new RouteAction.Redirect(new RouteAction.Scheme("https", 0), 302, false, false));
    }

    @Test
    void answersAndRefusalsAreRead() throws IOException {
        Files.writeString(folder.resolve("dot.gif"), "GIF\u00ff", StandardCharsets.ISO_8859_1);
        assertThat(action("deny = true")).isEqualTo(new RouteAction.Deny(403));
        assertThat(action("deny = 404")).isEqualTo(new RouteAction.Deny(404));
        assertThat(action("answer { }")).isEqualTo(answer(200, List.of(), ""));
        assertThat(action("answer { body = \"ä\" }"))
                .isEqualTo(answer(200, List.of(new Field("Content-Type", "text/html; charset=utf-8")), "\u00c3\u00a4"));
        assertThat(action("answer { status = 410, content-type = text/plain, body = gone, headers { X-A = b } }"))
                .isEqualTo(
                        answer(410, List.of(new Field("Content-Type", "text/plain"), new Field("X-A", "b")), "gone"));
        assertThat(action("answer { file = dot.gif }"))
                .isEqualTo(answer(200, List.of(new Field("Content-Type", "image/gif")), "GIF\u00ff"));
    }

    @Test
    void headerEditsStandWhereTheyAreWritten() throws IOException {
        var proxy = proxy("""
                frontends { f {
                  bind = ":80", default-backend = b
                  request-headers { set { Host = "in.example", X-A = "b c" }, add { X-D = 1 }, remove = X-R }
                  routes = [ { host = x, backend = b, response-headers { remove = [ Server, X-P ] } } ]
                } }
                backends { b { servers { s = "10.0.0.1:80" }, response-headers { set { X-E = f } } } }
                """);
        var frontend = proxy.frontends().getFirst().routing();
        assertThat(frontend.messages().requestHeaders())
                .isEqualTo(new HeaderEdits(
                        List.of("X-R"),
                        List.of(new Field("Host", "in.example"), new Field("X-A", "b c")),
                        List.of(new Field("X-D", "1"))));
        assertThat(frontend.routes().getFirst().responseHeaders().remove()).containsExactly("Server", "X-P");
        assertThat(proxy.backends().getFirst().messages().responseHeaders().set())
                .containsExactly(new Field("X-E", "f"));
    }

    @Test
    void errorPagesOfTheDefaultsAreEverybodysUnlessTheyHaveTheirOwn() throws IOException {
        Files.writeString(
                folder.resolve("503.http"),
                "HTTP/1.0 503 Service Unavailable\r\nCache-Control: no-cache\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n<html>raw</html>\n");
        Files.writeString(folder.resolve("502.html"), "<html>file</html>");
        var proxy = proxy("""
                defaults { error-pages { 503 { file = "503.http" }, 400 = "<html>text</html>" } }
                frontends { f { bind = ":80", default-backend = b, error-pages { 502 { file = "502.html", status = 503 } } } }
                backends { b { servers { s = "10.0.0.1:80" }, error-pages { 400 { body = own, content-type = text/plain } } } }
                """);
        var raw = new FixedResponse(
                503,
                List.of(new Field("Cache-Control", "no-cache"), new Field("Content-Type", "text/html")),
                "<html>raw</html>\n");
        var html = List.of(new Field("Content-Type", "text/html; charset=utf-8"));
        assertThat(proxy.frontends().getFirst().routing().messages().errorPages())
                .isEqualTo(Map.of(
                        503, raw,
                        400, new FixedResponse(400, html, "<html>text</html>"),
                        502, new FixedResponse(503, html, "<html>file</html>")));
        assertThat(proxy.backends().getFirst().messages().errorPages())
                .isEqualTo(Map.of(
                        503,
                        raw,
                        400,
                        new FixedResponse(400, List.of(new Field("Content-Type", "text/plain")), "own")));
    }

    @Test
    void withoutADefaultBackendTheLastRouteBetterTakesEverything() throws IOException {
        assertThat(warnings("routes = [ { host = a, backend = b }, { backend = b } ]"))
                .isEmpty();
        assertThat(warnings("routes = [ { host = a, backend = b } ]"))
                .containsExactly(
                        "lb.conf:1: frontend \"f\": what no route takes is answered 503 (expected: default-backend, or a last route without conditions)");
    }

    @ParameterizedTest
    @CsvSource({
        "deny,                                       false",
        "return status 200,                          false",
        "redirect location / if TRUE,                false",
        "redirect location %[hdr(x)] ignore-empty,   true",
        "deny if METH_POST,                          true",
        "set-header X y,                             true",
    })
    void nothingIsLeftOverWhereARuleEndsAll(String rule, boolean warned) throws IOException {
        assertThat(warnings("http-request = \"" + rule + "\", routes = [ { host = a, backend = b } ]"))
                .hasSize(warned ? 1 : 0);
    }

    private List<String> warnings(String routes) throws IOException {
        return load("frontends { f { bind = \":80\", " + routes + " } }\n" + BACKEND).warnings().stream()
                .map(warning -> warning.toString().replace(folder + "/", ""))
                .toList();
    }

    private static RouteAction answer(int status, List<Field> fields, String body) {
        return new RouteAction.Answer(new FixedResponse(status, fields, body));
    }

    private static Condition all(Condition... conditions) {
        return new Condition.All(List.of(conditions));
    }

    private static Condition text(Sample sample, Comparison comparison, String... values) {
        return new Condition.Text(sample, comparison, List.of(values), false);
    }

    private RouteAction action(String action) throws IOException {
        return proxy("frontends { f { bind = \":80\", default-backend = b, routes = [ { host = x, " + action
                        + " } ] } }\n" + BACKEND)
                .frontends()
                .getFirst()
                .routing()
                .routes()
                .getFirst()
                .action();
    }

    private RouteSettings route(String conditions) throws IOException {
        return proxy("frontends { f { bind = \":80\", default-backend = b, routes = [ {\n" + conditions
                        + "\nbackend = b } ] } }\n" + BACKEND)
                .frontends()
                .getFirst()
                .routing()
                .routes()
                .getFirst();
    }

    private ProxySettings proxy(String text) throws IOException {
        return load(text).configuration().proxy();
    }

    private LoadResult.Loaded load(String text) throws IOException {
        var file = Files.writeString(folder.resolve("lb.conf"), text);
        var result = ConfigurationFile.load(file, Machines.PLAIN, Map.of(), host -> null);
        assertThat(result).as(() -> String.valueOf(result)).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) result;
    }
}
