package lb.ha.cloud.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import lb.ha.cloud.provider.SigV4.Field;
import lb.ha.cloud.provider.SigV4.Request;
import lb.ha.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the vectors that AWS has published. */
class SigV4Test {
    private static final Instant TIME = Instant.parse("2015-08-30T12:36:00Z");
    private static final Secret SECRET = new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    record Vector(String name, Request request, String token, String canonical, String signature) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        try (var in = SigV4Test.class.getResourceAsStream("sigv4.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(all.split("(?m)^=== ")).skip(1).map(SigV4Test::vector);
        }
    }

    private static Vector vector(String text) {
        String[] parts = text.split("(?m)^--- (request|canonical|signature)\n");
        List<String> facts = parts[0].lines().toList();
        String token = facts.get(1).substring("token ".length());
        boolean signBody = facts.get(2).equals("sign-body true");
        boolean omitToken = facts.get(3).equals("omit-token true");

        String[] headAndBody = parts[1].split("\n\n", 2);
        List<String> lines = headAndBody[0].lines().toList();
        String body = headAndBody.length > 1 ? headAndBody[1].strip() : "";
        String first = lines.getFirst();
        String method = first.substring(0, first.indexOf(' '));
        String target = first.substring(first.indexOf(' ') + 1, first.lastIndexOf(" HTTP/"));
        int mark = target.indexOf('?');
        List<Field> query = new ArrayList<>();
        if (mark >= 0) {
            for (String pair : target.substring(mark + 1).split("&")) {
                int equals = pair.indexOf('=');
                query.add(new Field(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
            }
        }
        List<Field> headers = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            headers.add(new Field(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
        }
        headers.add(new Field("X-Amz-Date", SigV4.date(TIME)));
        if (!token.isEmpty() && !omitToken) {
            headers.add(new Field("X-Amz-Security-Token", token));
        }
        String canonical = parts[2].strip();
        if (signBody) {
            String hash = canonical.lines().toList().getLast().toLowerCase(Locale.ROOT);
            headers.add(new Field("x-amz-content-sha256", hash));
        }
        String path = mark < 0 ? target : target.substring(0, mark);
        return new Vector(
                facts.getFirst(), new Request(method, path, query, headers, body), token, canonical, parts[3].strip());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aRequestIsSignedAsAwsDoes(Vector vector) {
        assertThat(SigV4.canonical(vector.request())).isEqualTo(vector.canonical());
        var credentials = new AwsCredentials("AKIDEXAMPLE", SECRET, null, null, "test");
        String authorization = new SigV4("us-east-1", "service").authorization(vector.request(), credentials, TIME);
        assertThat(authorization)
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,")
                .endsWith("Signature=" + vector.signature());
    }

    @Test
    void thereAreAllTheVectorsThatWereToBeThere() throws IOException {
        assertThat(vectors()).hasSize(31);
    }

    @Test
    void credentialsArePrintedWithoutWhatTheyProve() {
        var credentials = new AwsCredentials("AKIDEXAMPLE", SECRET, new Secret("session"), null, "test");
        assertThat(credentials.toString()).contains("AKIDEXAMPLE").doesNotContain("wJalr", "session");
    }
}
