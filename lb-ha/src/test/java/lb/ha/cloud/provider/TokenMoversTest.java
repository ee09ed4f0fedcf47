package lb.ha.cloud.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts.Elsewhere;
import lb.ha.cloud.Whereabouts.Here;
import lb.ha.settings.Secret;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DigitalOcean and Hetzner: a bearer token and JSON. */
@Timeout(20)
class TokenMoversTest {
    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void close() {
        cloud.close();
    }

    private TokenApi api() {
        return new TokenApi(cloud.http(), cloud.uri(), new Secret("dop_v1_secret"));
    }

    private CloudMover digitalOcean() {
        return new DigitalOceanIp(
                api(), new PlainMetadata(cloud.http(), cloud.uri().resolve("/metadata/v1/id")), "203.0.113.7");
    }

    private CloudMover hetzner() {
        return new HetznerIp(
                api(), new PlainMetadata(cloud.http(), cloud.uri().resolve("/hetzner/v1/metadata/instance-id")), 4711);
    }

    private static CloudException refused(ThrowingCallable call) {
        CloudException refusal = catchThrowableOfType(CloudException.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private static String reservedIp(String droplet) {
        return "{\"reserved_ip\":{\"ip\":\"203.0.113.7\",\"droplet\":" + droplet
                + ",\"region\":{\"slug\":\"nyc3\"},\"locked\":false}}";
    }

    @Test
    void aReservedIpIsAssignedToThisDroplet() throws Exception {
        cloud.on("GET /metadata/v1/id", 200, "123456\n");
        cloud.on("GET /v2/reserved_ips/203.0.113.7", 200, reservedIp("{\"id\":99,\"name\":\"other\"}"));
        cloud.on("GET /v2/reserved_ips/203.0.113.7", 200, reservedIp("null"));
        cloud.on("GET /v2/reserved_ips/203.0.113.7", 200, reservedIp("{\"id\":123456}"));
        cloud.on(
                "POST /v2/reserved_ips/203.0.113.7/actions",
                201,
                "{\"action\":{\"id\":72531856,\"status\":\"in-progress\",\"type\":\"assign_ip\"}}");
        CloudMover mover = digitalOcean();
        mover.check();
        mover.take();
        var take = cloud.asked().getLast();
        assertThat(take.body()).isEqualTo("{\"type\":\"assign\",\"droplet_id\":123456}");
        assertThat(take.header("Authorization")).isEqualTo("Bearer dop_v1_secret");
        assertThat(mover.look()).isEqualTo(new Elsewhere("nobody"));
        assertThat(mover.look()).isEqualTo(new Here());
        assertThat(cloud.asked().getFirst().headers()).doesNotContainKey("Authorization");
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthorized, Unable to authenticate you, false",
        "403, forbidden, You do not have access, false",
        "404, not_found, The resource you requested could not be found., false",
        "422, unprocessable_entity, The reserved IP already has a pending event., true",
        "422, unprocessable_entity, Droplet is in another region, false",
        "429, too_many_requests, API rate limit exceeded, true",
        "500, server_error, Unexpected server-side error, true",
        "503, service_unavailable, Be right back, true",
    })
    void whatDigitalOceanRefusesPassesOrDoesNot(int status, String id, String message, boolean passing) {
        cloud.on("GET /metadata/v1/id", 200, "123456");
        cloud.on(
                "POST /v2/reserved_ips/203.0.113.7/actions",
                status,
                "{\"id\":\"" + id + "\",\"message\":\"" + message + "\"}");
        CloudException refusal = refused(digitalOcean()::take);
        assertThat(refusal.isPassing()).isEqualTo(passing);
        assertThat(refusal).hasMessageContaining("127.0.0.1 says " + status).hasMessageContaining(message);
    }

    @Test
    void anAnswerThatQuotesTheTokenIsToldWithoutIt() {
        cloud.on("GET /metadata/v1/id", 200, "123456");
        cloud.on("GET /v2/reserved_ips/203.0.113.7", 401, "{\"id\":\"x\",\"message\":\"no such token dop_v1_secret\"}");
        assertThat(refused(digitalOcean()::look))
                .hasMessageContaining("(not shown)")
                .hasMessageNotContaining("dop_v1");
        assertThat(api().toString()).doesNotContain("dop_v1");
    }

    @Test
    void aTokenThatIsQuotedWhereTheMessageIsCutIsNotToldInPart() {
        cloud.on("GET /metadata/v1/id", 200, "123456");
        String message = "x".repeat(190) + " dop_v1_secret";
        cloud.on("GET /v2/reserved_ips/203.0.113.7", 401, "{\"id\":\"x\",\"message\":\"" + message + "\"}");
        assertThat(refused(digitalOcean()::look)).hasMessageNotContaining("dop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"nonsense", "{", "[1,2]", "{} trailing", "\"text\"", "{\"reserved_ip\":7}", "''"})
    void anAnswerThatIsNotWhatItShouldBePasses(String body) {
        cloud.on("GET /metadata/v1/id", 200, "123456");
        cloud.on("GET /v2/reserved_ips/203.0.113.7", 200, body);
        assertThat(refused(digitalOcean()::look).isPassing()).isTrue();
    }

    @Test
    void anAnswerThatIsNestedWithoutEndPasses() {
        cloud.on("GET /metadata/v1/id", 200, "123456");
        cloud.on("GET /v2/reserved_ips/203.0.113.7", 200, "[".repeat(100_000));
        assertThat(refused(digitalOcean()::look)).hasMessageContaining("no JSON");
    }

    @Test
    void aMachineThatIsNoDropletIsToldSo() {
        cloud.on("GET /metadata/v1/id", 404, "not found");
        assertThat(refused(digitalOcean()::check))
                .hasMessage("127.0.0.1 says 404: the metadata service does not tell the number of this machine");
    }

    @Test
    void aFloatingIpOfHetznerIsAssignedToThisServer() throws Exception {
        cloud.on("GET /hetzner/v1/metadata/instance-id", 200, "42");
        cloud.on("GET /v1/floating_ips/4711", 200, "{\"floating_ip\":{\"id\":4711,\"server\":43}}");
        cloud.on("GET /v1/floating_ips/4711", 200, "{\"floating_ip\":{\"id\":4711,\"server\":42}}");
        cloud.on(
                "POST /v1/floating_ips/4711/actions/assign",
                423,
                "{\"error\":{\"code\":\"locked\",\"message\":\"m\"}}");
        cloud.on(
                "POST /v1/floating_ips/4711/actions/assign",
                429,
                Map.of("Retry-After", "3"),
                "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}");
        cloud.on(
                "POST /v1/floating_ips/4711/actions/assign",
                201,
                "{\"action\":{\"id\":13,\"command\":\"assign_floating_ip\",\"status\":\"running\"}}");
        CloudMover mover = hetzner();
        assertThat(refused(mover::take)).hasMessageContaining("locked, m");
        CloudException limited = refused(mover::take);
        assertThat(limited.isPassing()).isTrue();
        assertThat(limited.notBefore().toSeconds()).isEqualTo(3);
        mover.take();
        assertThat(cloud.asked().getLast().body()).isEqualTo("{\"server\":42}");
        assertThat(mover.look()).isEqualTo(new Elsewhere("server 43"));
        assertThat(mover.look()).isEqualTo(new Here());
    }
}
