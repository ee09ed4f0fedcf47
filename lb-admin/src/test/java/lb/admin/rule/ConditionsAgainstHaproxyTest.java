package lb.admin.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.haproxy.RealHaproxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same rules in the real HAProxy and in lb, which tell a client the conditions that its request has met: each means the
 * same in both.
 */
@Timeout(120)
class ConditionsAgainstHaproxyTest {
    private static final String HOST = "127.0.0.1";

    /** So that no line of HAProxy's file gets too long. */
    private static final int IN_ONE = 30;

    private static final List<String> CONDITIONS = List.of(
            "{ method GET }",
            "{ method get }",
            "{ method -i get }",
            "{ method -i foo }",
            "{ method FOO }",
            "{ method -m beg P }",
            "METH_GET !{ path / }",
            "METH_POST",
            "{ path /a/b%20c/./d.gif }",
            "{ path -i /A/B%20C/./D.GIF }",
            "{ path_beg /a/b }",
            "{ path_beg a }",
            "{ path_dir b%20c }",
            "{ path_dir a/b%20c }",
            "{ path_dir /a/ }",
            "{ path_dir b }",
            "{ path_dom gif }",
            "{ path_end .gif .jpg }",
            "{ path_sub -i B% }",
            "{ path_reg ^/a.*f$ }",
            "{ path_len 16 }",
            "{ path_len gt 3 }",
            "{ path_len lt 3 }",
            "{ path -m found }",
            "{ url_beg / }",
            "{ url_end x=4 }",
            "{ url -m len ge 10 }",
            "{ query -m beg x=1 }",
            "{ query -m found }",
            "{ pathq -m sub ? }",
            "{ urlp(x) 4 }",
            "{ urlp(v) 1 }",
            "{ urlp(z) -m found }",
            "{ url_param(nope) -m found }",
            "{ urlp_val(z) gt 2 }",
            "{ hdr(x-a) one }",
            "{ hdr(x-a) two }",
            "{ hdr(X-A) three }",
            "{ hdr(x-a,1) one }",
            "{ hdr(x-a,-1) three }",
            "{ hdr(x-a,2) two }",
            "{ hdr(x-a,-2) two }",
            "{ hdr(x-a,4) three }",
            "{ hdr(x-a) -m sub o,t }",
            "{ hdr_reg(x-a) ^three$ }",
            "{ hdr_reg(x-a) -i ^THREE$ }",
            "{ req.fhdr(x-a) three }",
            "{ req.fhdr(x-a,1) -m beg one, }",
            "{ req.fhdr(x-a) -m len 10 }",
            "{ hdr_cnt(x-a) 4 }",
            "{ hdr_cnt(x-a) 3 }",
            "{ req.fhdr_cnt(x-a) 2 }",
            "{ hdr_cnt(nope) 0 }",
            "{ hdr_val(x-n) 12 }",
            "{ hdr(x-n) -m int 12 }",
            "{ hdr_val(x-e) 0 }",
            "{ hdr_val(x-neg) lt 0 }",
            "{ hdr_val(x-neg) -- -5 }",
            "{ hdr_val(x-a) 0 }",
            "{ hdr_ip(x-i) 10.9.9.9 }",
            "{ hdr_ip(x-i) 10.1.0.0/16 }",
            "{ hdr_ip(x-i) 10.2.0.0/16 }",
            "{ hdr_ip(x-a) 0.0.0.0/0 }",
            "{ hdr(x-e) -m found }",
            "{ hdr_len(x-e) 0 }",
            "{ hdr(nope) -m found }",
            "! { hdr(nope) a }",
            "{ hdr(host) h.ex:8080 }",
            "{ hdr(host) -i h.ex:8080 }",
            "{ hdr_dom(host) -i ex }",
            "{ hdr_dom(x-w) b.c }",
            "{ hdr_dom(x-w) d:e }",
            "{ hdr_dom(x-w) .b. }",
            "{ hdr_dom(x-w) f=1 }",
            "{ hdr_dir(x-w) d:e }",
            "{ hdr_dir(x-w) d }",
            "{ cook(a) 1 }",
            "{ cook(a) 3 }",
            "{ cook_beg(b) 2 }",
            "{ cook(c) -m sub q }",
            "{ cook(A) -m found }",
            "{ cook_val(a) ge 3 }",
            "{ req.ver 1.1 }",
            "HTTP_1.0",
            "HTTP_CONTENT",
            "HTTP_URL_SLASH",
            "HTTP_URL_ABS",
            "LOCALHOST",
            "{ src 127.1 }",
            "{ src ::/0 }",
            "{ src ::ffff:127.0.0.1 }",
            "{ src 127.0.0.9/8 10.0.0.0/8 }",
            "{ src 127.0.0.1/255.0.0.0 }",
            "{ src 10.0.0.0/8 }",
            "{ src -m str 127.0.0.1 }",
            "{ src -m beg 127. }",
            "{ dst_port -m end 0 1 2 3 4 5 6 7 8 9 }",
            "{ nbsrv(c) -m str 1 }",
            "{ dst 127.0.0.1 }",
            "{ dst_port 1:5 1024: }",
            "{ dst_port lt 5 gt 10 }",
            "{ src_port gt 1023 }",
            "{ nbsrv(c) 1 }",
            "{ nbsrv(c) lt 1 }",
            "{ ssl_fc }",
            "{ ssl_fc -m int 0 }",
            "{ ssl_fc_sni -m found }",
            "{ ssl_c_s_dn(CN) -m found }",
            "{ ssl_c_i_dn(OU,-1) a }",
            "{ always_false -m found }",
            "{ fe_name -m beg f }",
            "{ http_auth(people) }",
            "{ http_auth_group(people) admins }",
            "{ http_auth_group(people) guests }",
            "! ! TRUE",
            "FALSE or TRUE FALSE || TRUE",
            "named !other");

    private static final List<String> ACLS = List.of("named path_beg /a", "named path_end .php", "other path /other");

    private static final List<String> REQUESTS = List.of(
            "GET /a/b%20c/./d.gif?v=1&z=3&x=4 HTTP/1.1\r\nHost: H.ex:8080\r\nX-A: one, two ,\r\nX-A: three\r\nX-N: 12\r\n"
                    + "X-E:\r\nX-I: 10.1.2.3, 10.9.9.9\r\nCookie: a=1; b=22; a=3; c=\"q\"\r\nX-Neg: -5\r\nX-W: a.b.c/d:e?f=1,2\r\n"
                    + "Authorization: Basic YW5uOnNlY3JldA==",
            "GET / HTTP/1.1\r\nHost: h.ex:8080\r\nAuthorization: Basic YW5uOndyb25n\r\nX-A: a",
            "POST /x.php? HTTP/1.1\r\nHost: a.ex\r\nContent-Length: 2\r\nX-I: fd00::1\r\nAuthorization: Basic Ym9iOnNlY3JldA==\r\n"
                    + "Cookie: A=5\r\nX-N: a",
            "GET http://abs.example/a?q HTTP/1.1\r\nHost: abs.example\r\nX-A: a, , b\r\nX-W: d",
            "OPTIONS * HTTP/1.1\r\nHost: h",
            "FOO /other HTTP/1.1\r\nHost: h\r\nX-N: 12abc\r\nX-A: three");

    @TempDir
    private Path folder;

    @Test
    void everyConditionMeansWhatItMeansInHaproxy() throws Exception {
        RealHaproxy.assumeInstalled("conditions held against HAProxy's are");
        int sections = (CONDITIONS.size() + IN_ONE - 1) / IN_ONE;
        List<Integer> ports = RealHaproxy.freePorts(2 * sections);
        List<Integer> theirs = ports.subList(0, sections);
        List<Integer> ours = ports.subList(sections, 2 * sections);
        try (RealHaproxy _ = startHaproxy(theirs);
                LoadBalancer _ = startLb(ours)) {
            List<String> differences = new ArrayList<>();
            for (String request : REQUESTS) {
                for (int section = 0; section < sections; section++) {
                    compare(
                            request,
                            rules(section),
                            answer(theirs.get(section), request),
                            answer(ours.get(section), request),
                            differences);
                }
            }
            assertThat(differences).as(String.join("\n", differences)).isEmpty();
        }
    }

    private static void compare(
            String request, List<String> conditions, String theirs, String ours, List<String> differences) {
        String line = request.substring(0, request.indexOf('\r'));
        List<String> theirOnes = List.of(theirs.split(",", -1));
        List<String> ourOnes = List.of(ours.split(",", -1));
        if (theirOnes.size() != conditions.size() + 1 || ourOnes.size() != theirOnes.size()) {
            differences.add("%s: HAProxy %s, lb %s".formatted(line, theirs, ours));
            return;
        }
        for (int i = 0; i < conditions.size(); i++) {
            if (!theirOnes.get(i).equals(ourOnes.get(i))) {
                differences.add("%s: %s: HAProxy %s, lb %s"
                        .formatted(
                                line,
                                conditions.get(i),
                                theirOnes.get(i).isEmpty() ? "no" : "yes",
                                ourOnes.get(i).isEmpty() ? "no" : "yes"));
            }
        }
    }

    /** The conditions of a frontend. */
    private static List<String> rules(int section) {
        return CONDITIONS.subList(section * IN_ONE, Math.min(CONDITIONS.size(), (section + 1) * IN_ONE));
    }

    /** What stands behind http-request: a field for each condition that holds, and an answer with all of them. */
    private static List<String> lines(int section) {
        List<String> conditions = rules(section);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            lines.add("set-header M" + i + " 1 if " + conditions.get(i));
        }
        lines.add("return status 200 content-type text/plain lf-string "
                + IntStream.range(0, conditions.size())
                        .mapToObj(i -> "%[req.hdr(M" + i + ")],")
                        .collect(Collectors.joining()));
        return lines;
    }

    private static String answer(int port, String request) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            socket.setSoTimeout(10_000);
            String body = request.startsWith("POST") ? "ok" : "";
            socket.getOutputStream().write((request + "\r\nConnection: close\r\n\r\n" + body).getBytes(ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            int end = answer.indexOf("\r\n\r\n");
            return answer.startsWith("HTTP/1.1 200") ? answer.substring(end + 4) : answer.replace("\r\n", " | ");
        }
    }

    private RealHaproxy startHaproxy(List<Integer> ports) throws Exception {
        StringBuilder file = new StringBuilder("""
                global
                    nbthread 1
                defaults
                    mode http
                    timeout connect 2s
                    timeout client 5s
                    timeout server 2s
                userlist people
                    group admins users ann
                    group guests users bob
                    user ann insecure-password secret
                    user bob insecure-password secret
                backend c
                    server one 127.0.0.1:9
                    server two 127.0.0.1:9 disabled
                """);
        for (int i = 0; i < ports.size(); i++) {
            file.append("frontend f%d\n    bind %s:%d\n    default_backend c\n".formatted(i, HOST, ports.get(i)));
            ACLS.forEach(acl -> file.append("    acl ").append(acl).append('\n'));
            lines(i).forEach(line ->
                    file.append("    http-request ").append(line).append('\n'));
        }
        Path path = Files.writeString(folder.resolve("haproxy.cfg"), file);
        return RealHaproxy.start(path, Map.of());
    }

    private LoadBalancer startLb(List<Integer> ports) throws Exception {
        StringBuilder file = new StringBuilder("""
                threads = 1
                runtime.socket = none
                user-lists { people { users { ann { password = secret, groups = admins }, bob { password = secret, groups = guests } } } }
                backends { c { check = false, servers = [
                  { name = one, address = "127.0.0.1:9" }, { name = two, address = "127.0.0.1:9", disabled = true } ] } }
                frontends {
                """);
        for (int i = 0; i < ports.size(); i++) {
            file.append("f%d { bind = \"%s:%d\", default-backend = c\nacls = [\n".formatted(i, HOST, ports.get(i)));
            ACLS.forEach(acl -> file.append(quoted(acl)));
            file.append("]\nhttp-request = [\n");
            lines(i).forEach(line -> file.append(quoted(line)));
            file.append("] }\n");
        }
        Path path = Files.writeString(folder.resolve("lb.conf"), file.append("}\n"));
        LoadResult result = ConfigurationFile.load(path, NodeIdentity.of(null));
        if (!(result instanceof LoadResult.Loaded loaded)) {
            throw new AssertionError(result.toString());
        }
        return LoadBalancer.start(loaded.configuration(), "test/" + UUID.randomUUID(), "test");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
    }
}
