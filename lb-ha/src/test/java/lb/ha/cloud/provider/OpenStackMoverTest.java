package lb.ha.cloud.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonParser;
import java.net.URI;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts.Elsewhere;
import lb.ha.cloud.Whereabouts.Here;
import lb.ha.settings.CloudTarget.ApplicationCredential;
import lb.ha.settings.CloudTarget.OpenStackAccess;
import lb.ha.settings.CloudTarget.OpenStackCredentials;
import lb.ha.settings.CloudTarget.UserPassword;
import lb.ha.settings.Secret;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OpenStackMoverTest {
    private static final String IP = "/v2.0/floatingips?floating_ip_address=203.0.113.9";
    private static final String PORTS = "/v2.0/ports?mac_address=fa%3A16%3A3e%3A00%3A00%3A01";
    private static final OpenStackCredentials APPLICATION =
            new ApplicationCredential("app-id", new Secret("app\"secret"));

    private final TestCloud cloud = new TestCloud();

    @AfterEach
    void close() {
        cloud.close();
    }

    private CloudMover mover(OpenStackCredentials credentials) {
        return mover(new OpenStackAccess(URI.create(cloud.uri() + "/identity"), null, "RegionOne", credentials));
    }

    private CloudMover mover(OpenStackAccess access) {
        return new OpenStackIp(
                new Neutron(cloud.http(), new Keystone(cloud.http(), access)),
                name -> "fa:16:3e:00:00:01",
                "eth0",
                "203.0.113.9",
                null);
    }

    private static CloudException refused(ThrowingCallable call) {
        CloudException refusal = catchThrowableOfType(CloudException.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private String catalog() {
        return """
                {"token":{"methods":["application_credential"],"expires_at":"2026-11-22T00:00:00.000000Z","catalog":[
                 {"type":"compute","endpoints":[{"interface":"public","region_id":"RegionOne","url":"http://127.0.0.1:1"}]},
                 {"type":"network","endpoints":[
                  {"interface":"admin","region_id":"RegionOne","url":"http://127.0.0.1:1"},
                  {"interface":"public","region_id":"RegionTwo","url":"http://127.0.0.1:1"},
                  {"interface":"public","region_id":"RegionOne","region":"RegionOne","url":"%s/"}]}]}}""".formatted(cloud.uri());
    }

    private void openStack() {
        cloud.on("POST /identity/v3/auth/tokens", 201, Map.of("X-Subject-Token", "keystone-token"), catalog());
        cloud.on("GET " + PORTS, 200, "{\"ports\":[{\"id\":\"port-own\"}]}");
    }

    private static String floatingIp(String port) {
        return "{\"floatingips\":[{\"id\":\"fip-1\",\"floating_ip_address\":\"203.0.113.9\",\"port_id\":" + port
                + "}]}";
    }

    @Test
    void aFloatingIpIsAssociatedWithThePortOfThisInterface() throws Exception {
        openStack();
        cloud.on("GET " + IP, 200, floatingIp("\"port-other\""));
        cloud.on("GET " + IP, 200, floatingIp("null"));
        cloud.on("GET " + IP, 200, floatingIp("\"port-own\""));
        cloud.on("PUT /v2.0/floatingips/fip-1", 200, "{\"floatingip\":{\"id\":\"fip-1\",\"port_id\":\"port-own\"}}");
        CloudMover mover = mover(APPLICATION);
        assertThat(mover.look()).isEqualTo(new Elsewhere("port port-other"));
        mover.take();
        var take = cloud.asked().getLast();
        assertThat(take.body()).isEqualTo("{\"floatingip\":{\"port_id\":\"port-own\"}}");
        assertThat(take.header("X-auth-token")).isEqualTo("keystone-token");
        assertThat(mover.look()).isEqualTo(new Here());
        assertThat(cloud.lines().stream().filter(line -> line.contains("tokens")))
                .hasSize(1);
        var auth = JsonParser.parseString(cloud.asked().getFirst().body());
        assertThat(auth)
                .isEqualTo(JsonParser.parseString(
                        "{\"auth\":{\"identity\":{\"methods\":[\"application_credential\"],\"application_credential\":"
                                + "{\"id\":\"app-id\",\"secret\":\"app\\\"secret\"}}}}"));
    }

    @Test
    void aUserIsScopedToAProject() throws Exception {
        openStack();
        cloud.on("GET " + IP, 200, floatingIp("null"));
        mover(new UserPassword("lb", "Default", new Secret("pw"), "web", "Default"))
                .check();
        assertThat(JsonParser.parseString(cloud.asked().getFirst().body())).isEqualTo(JsonParser.parseString("""
                        {"auth":{"identity":{"methods":["password"],"password":{"user":
                          {"name":"lb","password":"pw","domain":{"name":"Default"}}}},
                         "scope":{"project":{"name":"web","domain":{"name":"Default"}}}}}"""));
    }

    @Test
    void aTokenThatHasExpiredIsAskedForAnewOnce() throws Exception {
        openStack();
        cloud.on("GET " + IP, 200, floatingIp("null"));
        cloud.on("GET " + IP, 401, "{\"error\":{\"code\":401}}");
        cloud.on("GET " + IP, 200, floatingIp("\"port-own\""));
        CloudMover mover = mover(APPLICATION);
        mover.look();
        assertThat(mover.look()).isEqualTo(new Here());
        assertThat(cloud.lines().stream().filter(line -> line.contains("tokens")))
                .hasSize(2);
    }

    @Test
    void whatIsWrongAtTheStartIsToldInWords() {
        cloud.on("POST /identity/v3/auth/tokens", 401, "{\"error\":{\"message\":\"app\\\"secret\"}}");
        assertThat(refused(mover(APPLICATION)::check))
                .hasMessage("127.0.0.1 says 401: the credentials are not valid, or not any more");
        TestCloud other = new TestCloud();
        try (other) {
            other.on("POST /v3/auth/tokens", 201, Map.of("X-Subject-Token", "t"), catalog());
            var access = new OpenStackAccess(other.uri(), null, "RegionThree", APPLICATION);
            assertThat(refused(mover(access)::check))
                    .hasMessage("the catalog has no public endpoint of the network service in region RegionThree");
        }
        try (TestCloud third = new TestCloud()) {
            third.on("POST /v3/auth/tokens", 201, Map.of("X-Subject-Token", "t"), "{}");
            third.on("GET " + PORTS, 200, "{\"ports\":[]}");
            var access = new OpenStackAccess(URI.create(third.uri() + "/v3"), third.uri(), null, APPLICATION);
            assertThat(refused(mover(access)::check))
                    .hasMessage("this project has no port with mac_address fa:16:3e:00:00:01");
        }
    }

    @Test
    void aFloatingIpOfAnotherProjectIsToldSo() {
        openStack();
        cloud.on("GET " + IP, 200, "{\"floatingips\":[]}");
        assertThat(refused(mover(APPLICATION)::check)).hasMessage("this project has no floating IP 203.0.113.9");
    }

    @Test
    void aFloatingIpThatIsBeingWorkedOnPasses() {
        openStack();
        cloud.on("GET " + IP, 200, floatingIp("null"));
        cloud.on("PUT /v2.0/floatingips/fip-1", 409, "{\"NeutronError\":{\"type\":\"T\",\"message\":\"in use\"}}");
        CloudException refusal = refused(mover(APPLICATION)::take);
        assertThat(refusal.isPassing()).isTrue();
        assertThat(refusal).hasMessage("127.0.0.1 says 409: in use");
    }
}
