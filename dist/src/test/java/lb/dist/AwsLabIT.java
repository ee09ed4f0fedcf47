package lb.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import lb.admin.demo.Eventually;
import lb.admin.demo.LabProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes that have an elastic IP and a secondary private IP between them, before something that answers as EC2 does. */
@Tag("network")
class AwsLabIT {
    private static final int PORT = 8000;

    private FourNodes four;
    private LabProcess ec2;

    @BeforeEach
    void open() {
        Needs.programs("curl");
        four = FourNodes.open();
    }

    @AfterEach
    void close() {
        if (four != null) {
            four.close();
        }
    }

    private void startEc2(String mode) throws URISyntaxException {
        var classes = Path.of(Ec2InTheLab.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ec2 = four.client()
                .start(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classes.toString(),
                        Ec2InTheLab.class.getName(),
                        String.valueOf(PORT),
                        mode);
        Eventually.holds("EC2 answers", FourNodes.PATIENCE, () -> state().startsWith("elastic="), ec2::output);
    }

    private String state() {
        return four.client()
                .run("sh", "-c", "curl -sS --max-time 2 http://127.0.0.1:%d/state 2>&1 || true".formatted(PORT))
                .strip();
    }

    private Path conf() {
        var endpoint = "http://%s:%d".formatted(four.client().address(), PORT);
        return Lb.write(four.folder().resolve("lb.conf"), """
                nodes {
                  ha1 { address = %s, priority = 101 }
                  ha2 { address = %s, priority = 100 }
                }
                virtual-ips { web {
                  address = %s, router-id = 51, advert-interval = 100ms, peers = unicast, serves = []
                  cloud {
                    aws {
                      elastic-ip = eipalloc-0aeefedfad852b1d1
                      private-ip = true
                      endpoint = "%s"
                      metadata-endpoint = "%s"
                    }
                    check-interval = 0s
                  }
                } }
                """.formatted(
                        four.ha1().address(), four.ha2().address(), FourNodes.VIRTUAL, endpoint, endpoint));
    }

    @Test
    void bothAddressesFollowTheMasterAndComeBackWithIt() throws Exception {
        startEc2("");
        var conf = conf();
        var first = new Lb(four.ha1(), conf);
        var second = new Lb(four.ha2(), conf);
        first.start();
        areAt("eni-15", first);
        second.start();
        Eventually.holds(
                "ha2 serves", FourNodes.PATIENCE, () -> second.output().contains("serves as node ha2"), second::output);
        first.stop();
        areAt("eni-16", second);
        first.start();
        areAt("eni-15", first);
        Eventually.holds(
                "ha1 has seen both here",
                FourNodes.PATIENCE,
                () -> first.output().contains("aws elastic-ip eipalloc-0aeefedfad852b1d1 is here after")
                        && first.output().contains("aws private-ip " + FourNodes.VIRTUAL + " is here after"),
                first::output);
    }

    @Test
    void aSplitBrainThatHasHealedLeavesBothAddressesAtTheMaster() throws Exception {
        startEc2("");
        var conf = conf();
        var first = new Lb(four.ha1(), conf);
        var second = new Lb(four.ha2(), conf);
        first.start();
        areAt("eni-15", first);
        second.start();
        Eventually.holds(
                "ha2 serves", FourNodes.PATIENCE, () -> second.output().contains("serves as node ha2"), second::output);
        // Both are master now, and only ha2 can reach EC2.
        four.ha1().isolate();
        areAt("eni-16", second);
        four.ha1().rejoin();
        areAt("eni-15", first);
        four.owns(four.ha1(), FourNodes.PATIENCE, first, second);
        assertThat(first.output().split("Virtual router web is MASTER", -1)).hasSize(2);
    }

    private void areAt(String networkInterface, Lb lb) {
        Eventually.holds(
                "both are at " + networkInterface,
                FourNodes.PATIENCE,
                () -> state().equals("elastic=" + networkInterface + " private=" + networkInterface),
                () -> state() + "\n" + lb.output());
    }

    @Test
    void whatIsNotAllowedIsSaidAtTheStartByTheNodeThatIsNotMasterToo() throws Exception {
        startEc2("deny");
        var conf = conf();
        var second = new Lb(four.ha2(), conf);
        var first = new Lb(four.ha1(), conf);
        first.start();
        four.owns(four.ha1(), FourNodes.PATIENCE, first);
        second.start();
        for (var lb : new Lb[] {first, second}) {
            Eventually.holds(
                    "it is said",
                    FourNodes.PATIENCE,
                    () -> lb.output()
                            .contains(
                                    "AssociateAddress in eu-west-1: not allowed with the credentials of role lab-role"),
                    lb::output);
        }
        assertThat(second.output()).contains("could not be moved:");
    }
}
