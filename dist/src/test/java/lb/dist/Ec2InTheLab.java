package lb.dist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * As much of EC2 and of its instances' metadata as the AWS laboratory needs: who asks is known by the address that it asks
 * from. Arguments: the port, {@code deny} where nobody may associate an address, and the secondary private IP.
 */
final class Ec2InTheLab {
    private final boolean deny;
    private final String privateIp;
    private String elastic = "eni-ff";
    private String secondary = "eni-ff";
    private int throttled;

    private Ec2InTheLab(boolean deny, String privateIp) {
        this.deny = deny;
        this.privateIp = privateIp;
    }

    public static void main(String[] arguments) throws IOException {
        var ec2 = new Ec2InTheLab(
                arguments.length > 1 && arguments[1].equals("deny"),
                arguments.length > 2 ? arguments[2] : FourNodes.VIRTUAL);
        var server = HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 0);
        server.createContext("/", ec2::answer);
        server.start();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var asker = exchange.getRemoteAddress().getAddress().getAddress()[3];
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = exchange.getRequestURI().getPath();
        var token = "lab-token".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
        if (exchange.getRequestMethod().equals("POST")) {
            action(exchange, body);
        } else if (path.equals("/state")) {
            reply(exchange, 200, "elastic=" + elastic + " private=" + secondary);
        } else if (path.equals("/latest/api/token")) {
            reply(exchange, 200, "lab-token");
        } else if (!token) {
            reply(exchange, 401, "");
        } else if (path.endsWith("/placement/region")) {
            reply(exchange, 200, "eu-west-1");
        } else if (path.endsWith("/interface-id")) {
            reply(exchange, 200, "eni-%x".formatted(asker));
        } else if (path.endsWith("/security-credentials/")) {
            reply(exchange, 200, "lab-role");
        } else {
            var until = Instant.now().plusSeconds(3600);
            reply(
                    exchange,
                    200,
                    "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIALAB\",\"SecretAccessKey\":\"s\",\"Token\":\"t\","
                            + "\"Expiration\":\"" + until + "\"}");
        }
    }

    private void action(HttpExchange exchange, String body) throws IOException {
        var asked = body.replaceAll(".*NetworkInterfaceId(\\.1)?=(eni-[0-9a-f]+).*", "$2");
        switch (body.replaceAll(".*Action=([A-Za-z]+).*", "$1")) {
            case "DescribeAddresses" ->
                reply(
                        exchange,
                        200,
                        "<r><addressesSet><item><networkInterfaceId>" + elastic
                                + "</networkInterfaceId></item></addressesSet></r>");
            case "DescribeNetworkInterfaces" ->
                reply(
                        exchange,
                        200,
                        "<r><networkInterfaceSet><item><privateIpAddress>10.0.0.1</privateIpAddress>"
                                + "<privateIpAddressesSet><item><privateIpAddress>"
                                + (secondary.equals(asked) ? privateIp : "10.0.0.1")
                                + "</privateIpAddress></item></privateIpAddressesSet></item></networkInterfaceSet></r>");
            case "AssociateAddress" -> associate(exchange, body.contains("DryRun=true"), asked);
            case "AssignPrivateIpAddresses" -> {
                if (body.contains("AllowReassignment=true")) {
                    secondary = asked;
                    reply(exchange, 200, "<r/>");
                } else {
                    error(exchange, 400, "InvalidParameterValue");
                }
            }
            default -> error(exchange, 400, "InvalidAction");
        }
    }

    private void associate(HttpExchange exchange, boolean dry, String asked) throws IOException {
        if (deny) {
            error(exchange, 403, "UnauthorizedOperation");
        } else if (dry) {
            error(exchange, 412, "DryRunOperation");
        } else if (throttled++ % 2 == 0) {
            error(exchange, 503, "RequestLimitExceeded");
        } else {
            elastic = asked;
            reply(exchange, 200, "<r/>");
        }
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        reply(
                exchange,
                status,
                "<Response><Errors><Error><Code>" + code + "</Code><Message>m</Message></Error></Errors></Response>");
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
