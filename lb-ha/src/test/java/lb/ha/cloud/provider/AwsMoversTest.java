package lb.ha.cloud.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import lb.ha.cloud.CloudException;
import lb.ha.cloud.CloudMover;
import lb.ha.cloud.Whereabouts.Elsewhere;
import lb.ha.cloud.Whereabouts.Here;
import lb.ha.settings.CloudTarget.AccessKey;
import lb.ha.settings.CloudTarget.AwsAccess;
import lb.ha.settings.CloudTarget.AwsCredentialSource;
import lb.ha.settings.CloudTarget.EnvironmentOrRole;
import lb.ha.settings.Secret;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AwsMoversTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String OWN = "eni-05a4a5a2d01970c20";
    private static final String OTHER = "eni-0714aa8345ef22da8";
    private static final String EIP = "eipalloc-0aeefedfad852b1d1";

    private final TestCloud cloud = new TestCloud();
    private final Map<String, String> environment = new HashMap<>();
    private Instant now = NOW;
    private Duration timeout = Duration.ofSeconds(5);

    @AfterEach
    void close() {
        cloud.close();
    }

    private Ec2 ec2(AwsCredentialSource credentials) {
        URI uri = cloud.uri();
        InstantSource clock = () -> now;
        return new Ec2(
                cloud.http(timeout),
                new AwsAccess(null, uri, uri, null, credentials),
                name -> "02:00:00:00:00:01",
                "eth0",
                environment,
                clock);
    }

    private CloudMover elasticIp() {
        return new AwsElasticIp(ec2(new EnvironmentOrRole()), EIP);
    }

    private void instance() {
        cloud.on("PUT /latest/api/token", 200, "imds-token");
        cloud.on("GET /latest/meta-data/placement/region", 200, "eu-west-1");
        cloud.on("GET /latest/meta-data/network/interfaces/macs/02:00:00:00:00:01/interface-id", 200, OWN);
        cloud.on("GET /latest/meta-data/iam/security-credentials/", 200, "lb-role");
        cloud.on("GET /latest/meta-data/iam/security-credentials/lb-role", 200, role("ASIA1", "2026-11-21T18:00:00Z"));
    }

    private static String role(String id, String until) {
        return """
                {"Code":"Success","LastUpdated":"2026-11-21T11:59:00Z","Type":"AWS-HMAC","AccessKeyId":"%s",
                 "SecretAccessKey":"role-secret","Token":"role-session","Expiration":"%s"}""".formatted(id, until);
    }

    private static String addresses(String holder) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <DescribeAddressesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
                    <requestId>f7de5e98-491a-4c19-a92d-908d6EXAMPLE</requestId>
                    <addressesSet><item><publicIp>203.0.113.5</publicIp><allocationId>%s</allocationId>
                    <domain>vpc</domain><networkInterfaceId>%s</networkInterfaceId></item></addressesSet>
                </DescribeAddressesResponse>""".formatted(EIP, holder);
    }

    private static String networkInterface(String... addresses) {
        StringBuilder items = new StringBuilder();
        for (String address : addresses) {
            items.append("<item><privateIpAddress>").append(address).append("</privateIpAddress></item>");
        }
        return """
                <DescribeNetworkInterfacesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
                <networkInterfaceSet><item><networkInterfaceId>%s</networkInterfaceId>
                <privateIpAddress>%s</privateIpAddress><sourceDestCheck>true</sourceDestCheck>
                <privateIpAddressesSet>%s</privateIpAddressesSet></item></networkInterfaceSet>
                </DescribeNetworkInterfacesResponse>""".formatted(OWN, addresses[0], items);
    }

    private static String error(String code, String message) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors>
                <RequestID>0a1b2c3d</RequestID></Response>""".formatted(code, message);
    }

    private static String done(String action) {
        return "<%sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><return>true</return></%sResponse>"
                .formatted(action, action);
    }

    private static CloudException refused(ThrowingCallable call) {
        CloudException refusal = catchThrowableOfType(CloudException.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }

    @Test
    void anElasticIpIsCheckedByADryRunTakenAndFound() throws Exception {
        instance();
        cloud.on("DescribeAddresses", 200, addresses(OTHER)).on("DescribeAddresses", 200, addresses(OWN));
        cloud.on("DescribeNetworkInterfaces", 200, networkInterface("172.31.131.239"));
        cloud.on("AssociateAddress DryRun", 412, error("DryRunOperation", "Request would have succeeded."));
        cloud.on("AssociateAddress", 200, done("AssociateAddress"));
        CloudMover mover = elasticIp();
        mover.check();
        assertThat(cloud.lines()).doesNotContain("AssociateAddress");
        mover.take();
        assertThat(mover.look()).isEqualTo(new Here());

        var take = cloud.asked().stream()
                .filter(one -> one.line().equals("AssociateAddress"))
                .findFirst()
                .orElseThrow();
        assertThat(take.body())
                .isEqualTo("Action=AssociateAddress&AllocationId=" + EIP
                        + "&AllowReassociation=true&NetworkInterfaceId=" + OWN + "&Version=2016-11-15");
        assertThat(take.header("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=ASIA1/20261121/eu-west-1/ec2/aws4_request, "
                        + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=");
        assertThat(take.header("X-amz-security-token")).isEqualTo("role-session");
        var region = cloud.asked().stream()
                .filter(one -> one.line().endsWith("/region"))
                .findFirst()
                .orElseThrow();
        assertThat(region.header("X-aws-ec2-metadata-token")).isEqualTo("imds-token");
        // Token, region, interface, role and credentials are asked for once.
        assertThat(cloud.lines().stream().filter(line -> line.startsWith("GET") || line.startsWith("PUT")))
                .hasSize(5);
    }

    @Test
    void whoMayNotAssociateIsToldAtTheStart() {
        instance();
        cloud.on("DescribeAddresses", 200, addresses(OTHER));
        cloud.on("DescribeNetworkInterfaces", 200, networkInterface("172.31.131.239"));
        cloud.on("AssociateAddress DryRun", 403, error("UnauthorizedOperation", "You are not authorized"));
        CloudException refusal = refused(elasticIp()::check);
        assertThat(refusal)
                .hasMessage("AssociateAddress in eu-west-1: not allowed with the credentials of role lb-role"
                        + " (expected: a policy that allows ec2:AssociateAddress); UnauthorizedOperation, You are not"
                        + " authorized");
        assertThat(refusal.isPassing()).isFalse();
    }

    @Test
    void anInstanceWithoutARoleIsToldSo() {
        cloud.on("GET /latest/meta-data/iam/security-credentials/", 404, "");
        instance();
        assertThat(refused(elasticIp()::check)).hasMessageContaining("this instance has no role");
    }

    @Test
    void anAddressOrAnInterfaceThatIsInAnotherRegionIsToldWithTheRegion() {
        instance();
        cloud.on("DescribeAddresses", 400, error("InvalidAllocationID.NotFound", "The allocation ID does not exist"));
        assertThat(refused(elasticIp()::check))
                .hasMessage("DescribeAddresses in eu-west-1: InvalidAllocationID.NotFound, The allocation ID does not"
                        + " exist");
    }

    @Test
    void throttlingAndFaultsOfTheOtherSidePass() {
        instance();
        cloud.on("AssociateAddress", 503, Map.of("Retry-After", "7"), error("RequestLimitExceeded", "Rate exceeded"));
        cloud.on("AssociateAddress", 500, "<html>oops");
        cloud.on("AssociateAddress", 400, error("Throttling", "Rate exceeded"));
        cloud.on("AssociateAddress", 503, Map.of("Retry-After", "999999"), "");
        CloudMover mover = elasticIp();
        CloudException first = refused(mover::take);
        assertThat(first.isPassing()).isTrue();
        assertThat(first.notBefore()).isEqualTo(Duration.ofSeconds(7));
        assertThat(refused(mover::take).isPassing()).isTrue();
        assertThat(refused(mover::take).isPassing()).isTrue();
        CloudException last = refused(mover::take);
        assertThat(last.isPassing()).isTrue();
        assertThat(last.notBefore()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void credentialsOfTheRoleThatHaveExpiredAreAskedForAnewOnce() throws Exception {
        instance();
        cloud.on("GET /latest/meta-data/iam/security-credentials/lb-role", 200, role("ASIA2", "2026-11-21T20:00:00Z"));
        cloud.on("AssociateAddress", 400, error("ExpiredToken", "The security token has expired"));
        cloud.on("AssociateAddress", 200, done("AssociateAddress"));
        elasticIp().take();
        assertThat(cloud.asked().getLast().header("Authorization")).contains("Credential=ASIA2/");
    }

    @Test
    void credentialsOfTheRoleAreRenewedBeforeTheyEnd() throws Exception {
        instance();
        cloud.on("GET /latest/meta-data/iam/security-credentials/lb-role", 200, role("ASIA2", "2026-11-22T02:00:00Z"));
        cloud.on("AssociateAddress", 200, done("AssociateAddress"));
        CloudMover mover = elasticIp();
        mover.take();
        assertThat(cloud.asked().getLast().header("Authorization")).contains("Credential=ASIA1/");
        now = Instant.parse("2026-11-21T17:56:00Z");
        mover.take();
        assertThat(cloud.asked().getLast().header("Authorization")).contains("Credential=ASIA2/");
    }

    @Test
    void writtenCredentialsThatAreWrongAreToldAndNotAskedForAgain() {
        instance();
        cloud.on("AssociateAddress", 401, error("AuthFailure", "AWS was not able to validate the credentials"));
        CloudMover mover = new AwsElasticIp(ec2(new AccessKey("AKIA1", new Secret("file-secret"))), EIP);
        CloudException refusal = refused(mover::take);
        assertThat(refusal.isPassing()).isFalse();
        assertThat(refusal).hasMessageContaining("the credentials of access key AKIA1 are not valid");
        assertThat(cloud.lines().stream().filter("AssociateAddress"::equals)).hasSize(1);
    }

    @Test
    void credentialsOfTheEnvironmentComeFirst() throws Exception {
        instance();
        environment.put("AWS_ACCESS_KEY_ID", "AKIAENV");
        cloud.on("AssociateAddress", 200, done("AssociateAddress"));
        CloudMover mover = elasticIp();
        assertThat(refused(mover::take)).hasMessageContaining("AWS_SECRET_ACCESS_KEY is not");
        environment.put("AWS_SECRET_ACCESS_KEY", "env-secret");
        mover.take();
        assertThat(cloud.asked().getLast().header("Authorization")).contains("Credential=AKIAENV/");
        assertThat(cloud.lines()).noneMatch(line -> line.contains("iam"));
    }

    @Test
    void aSignatureThatDoesNotMatchIsToldWithoutWhatWasSigned() {
        instance();
        cloud.on("AssociateAddress", 403, error("SignatureDoesNotMatch", "canonical: role-session"));
        assertThat(refused(elasticIp()::take)).hasMessageNotContaining("role-session");
    }

    @Test
    void aPrivateIpIsAskedForAndFoundAmongTheInterfacesOwn() throws Exception {
        instance();
        cloud.on("DescribeNetworkInterfaces", 200, networkInterface("172.31.131.239"));
        cloud.on("DescribeNetworkInterfaces", 200, networkInterface("172.31.131.239"));
        cloud.on("DescribeNetworkInterfaces", 200, networkInterface("172.31.131.239", "172.31.131.113"));
        cloud.on("AssignPrivateIpAddresses", 400, error("InvalidParameterValue", "is already assigned"));
        cloud.on("AssignPrivateIpAddresses", 200, done("AssignPrivateIpAddresses"));
        CloudMover mover = new AwsPrivateIp(ec2(new EnvironmentOrRole()), "172.31.131.113");
        mover.check();
        assertThat(cloud.asked().getLast().body())
                .contains("AllowReassignment=false")
                .contains("PrivateIpAddress.1=172.31.131.239");
        assertThat(mover.look()).isEqualTo(new Elsewhere("another interface than " + OWN));
        mover.take();
        assertThat(cloud.asked().getLast().body())
                .contains("AllowReassignment=true")
                .contains("PrivateIpAddress.1=172.31.131.113");
        assertThat(mover.look()).isEqualTo(new Here());
    }

    @Test
    void whoMayNotAssignIsToldAtTheStart() {
        instance();
        cloud.on("DescribeNetworkInterfaces", 200, networkInterface("172.31.131.239"));
        cloud.on("AssignPrivateIpAddresses", 403, error("UnauthorizedOperation", "no"));
        assertThat(refused(new AwsPrivateIp(ec2(new EnvironmentOrRole()), "172.31.131.113")::check))
                .hasMessageContaining("a policy that allows ec2:AssignPrivateIpAddresses");
    }

    private static String routes(String holder) {
        return """
                <DescribeRouteTablesResponse><routeTableSet><item><routeTableId>rtb-1</routeTableId><routeSet>
                <item><destinationCidrBlock>172.31.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId></item>
                <item><destinationCidrBlock>10.99.0.0/24</destinationCidrBlock>
                <networkInterfaceId>%s</networkInterfaceId></item>
                </routeSet></item></routeTableSet></DescribeRouteTablesResponse>""".formatted(holder);
    }

    @Test
    void aRouteIsReplacedAndNeedsTheSourceCheckOff() throws Exception {
        instance();
        cloud.on("DescribeRouteTables", 200, routes(OTHER));
        cloud.on("DescribeNetworkInterfaces", 200, networkInterface("172.31.131.239"));
        cloud.on(
                "DescribeNetworkInterfaces",
                200,
                networkInterface("172.31.131.239").replace("Check>true", "Check>false"));
        cloud.on("ReplaceRoute DryRun", 412, error("DryRunOperation", "Request would have succeeded."));
        cloud.on("ReplaceRoute", 200, done("ReplaceRoute"));
        CloudMover mover = new AwsRoute(ec2(new EnvironmentOrRole()), "rtb-1", "10.99.0.0/24");
        assertThat(refused(mover::check)).hasMessageContaining("source/destination check on");
        mover.check();
        mover.take();
        assertThat(cloud.asked().getLast().body())
                .contains("DestinationCidrBlock=10.99.0.0%2F24")
                .contains("NetworkInterfaceId=" + OWN);
        assertThat(mover.look()).isEqualTo(new Elsewhere(OTHER));
        assertThat(refused(new AwsRoute(ec2(new EnvironmentOrRole()), "rtb-1", "10.98.0.0/24")::look))
                .hasMessage("there is no route to 10.98.0.0/24 in rtb-1 (expected: one that can be replaced)");
    }

    @Test
    void anAnswerThatIsNoXmlPassesAndADocumentTypeIsNotRead() {
        instance();
        cloud.on("DescribeAddresses", 200, "{\"not\": \"xml\"}");
        cloud.on("DescribeAddresses", 200, "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><b>&x;</b></a>");
        cloud.on("DescribeAddresses", 200, "<a>".repeat(1000) + "</a>".repeat(1000));
        CloudMover mover = elasticIp();
        for (int i = 0; i < 3; i++) {
            CloudException refusal = refused(mover::look);
            assertThat(refusal).hasMessage("127.0.0.1 has answered something that is no XML");
            assertThat(refusal.isPassing()).isTrue();
        }
    }

    @Test
    void anAnswerWithoutEndIsNotRead() {
        instance();
        cloud.on("DescribeAddresses", 200, "<a>" + "x".repeat(2 << 20) + "</a>");
        assertThat(refused(elasticIp()::look)).hasMessageContaining("no answer from 127.0.0.1");
    }

    @Test
    void aServerThatHangsIsWaitedForUntilTheTimeout() {
        instance();
        cloud.on("DescribeAddresses", TestCloud.HANG, "");
        timeout = Duration.ofMillis(300);
        CloudException refusal = refused(elasticIp()::look);
        assertThat(refusal).hasMessage("127.0.0.1 has not answered within 300 ms");
        assertThat(refusal.isPassing()).isTrue();
    }

    @Test
    void aRedirectionIsNotFollowed() {
        instance();
        cloud.on("DescribeAddresses", 307, Map.of("Location", cloud.uri() + "/elsewhere"), "");
        CloudException refusal = refused(elasticIp()::look);
        assertThat(refusal).hasMessageContaining("a redirection, which is not followed");
        assertThat(refusal.isPassing()).isFalse();
        assertThat(cloud.lines()).noneMatch(line -> line.contains("elsewhere"));
    }

    @Test
    void aHandshakeThatIsBrokenOffIsAskedForAgain() throws Exception {
        try (var server = new java.net.ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (var accepted = server.accept()) {
                        // Something is read, so that it ends with FIN and not with RST.
                        accepted.getInputStream().read();
                    } catch (java.io.IOException e) {
                        return;
                    }
                }
            });
            URI uri = URI.create("https://127.0.0.1:" + server.getLocalPort());
            CloudException refusal = refused(() -> cloud.http().get(uri, Map.of()));
            assertThat(refusal.isPassing()).as(refusal.getMessage()).isTrue();
        }
    }

    @Test
    void nobodyThereIsAskedAgain() throws Exception {
        URI nobody;
        try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        CloudException refusal = refused(() -> cloud.http().get(nobody, Map.of()));
        assertThat(refusal.isPassing()).isTrue();
        assertThat(refusal).hasMessageStartingWith("no answer from 127.0.0.1:");
    }
}
