package lb.admin.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of keepalived of several nodes become one file for all of them. */
class NodeFilesTest {
    private static final NodeIdentity ELSEWHERE = new NodeIdentity(null, "laptop", List.of());
    private static final Path LAB = Path.of("src/test/resources/lb/admin/keepalived/labs/four-nodes");

    @TempDir
    Path folder;

    private static final String FIRST = """
            vrrp_script chk { script "pidof haproxy"
                weight 2
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                # the first one
                priority 101
                advert_int 1
                unicast_src_ip 10.0.0.1
                unicast_peer {
                    10.0.0.2
                }
                authentication {
                    auth_type PASS
                    auth_pass hush
                }
                virtual_ipaddress {
                    10.0.0.9/24
                    10.0.0.10
                }
                track_script {
                    chk
                }
            }
            """;
    private static final String SECOND = FIRST.replace("priority 101", "priority 100")
            .replace("# the first one", "# the other one")
            .replace("10.0.0.2", "10.0.0.0")
            .replace("unicast_src_ip 10.0.0.1", "unicast_src_ip 10.0.0.2")
            .replace("10.0.0.0", "10.0.0.1")
            .replace("eth0", "ens3");

    private Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Conversion converted(String first, String second) {
        return ConfigurationFiles.convert(
                List.of(
                        LAB.resolve("ha1/haproxy.cfg"),
                        write("ha1/keepalived.conf", first),
                        write("ha2/keepalived.conf", second)),
                ELSEWHERE);
    }

    private List<String> errors(Conversion conversion) {
        return conversion.result() instanceof LoadResult.Broken broken
                ? broken.problems().stream()
                        .map(Problem::toString)
                        .map(one -> one.replace(folder + "/", ""))
                        .toList()
                : List.of();
    }

    private Configuration loaded(Path file, String node) {
        var result = ConfigurationFiles.load(List.of(file), new NodeIdentity(node, node, List.of()));
        assertThat(result).as("%s", result).isInstanceOf(LoadResult.Loaded.class);
        return ((LoadResult.Loaded) result).configuration();
    }

    @Test
    void whatIsTheSameStandsOnceAndWhatDiffersForEachNode() {
        var conversion = converted(FIRST, SECOND);
        assertThat(errors(conversion)).isEmpty();
        assertThat(conversion.hocon())
                .contains("""
                        nodes {
                          ha1 {
                            address = "10.0.0.1"
                            override {
                              virtual-ips {
                                VI_1 { interface = eth0 }
                              }
                            }
                          }
                          ha2 {
                            address = "10.0.0.2"
                            override {
                              virtual-ips {
                                VI_1 { interface = ens3 }
                              }
                            }
                          }
                        }
                        """)
                .contains("""
                              # the first one
                              # keepalived: priority 101, and 2 more while chk is well
                              ha1 = 103
                              # the other one
                              # keepalived: priority 100, and 2 more while chk is well
                              ha2 = 102
                        """)
                .contains("router-id = 51", "peers = unicast", "password = hush")
                .containsOnlyOnce("virtual-ips {\n  VI_1 {")
                .doesNotContain("source");
    }

    @Test
    void eachNodeOfTheLabRunsAsWithItsOwnFile() throws IOException {
        var conversion = ConfigurationFiles.convert(
                List.of(
                        LAB.resolve("ha1/haproxy.cfg"),
                        LAB.resolve("ha1/keepalived.conf"),
                        LAB.resolve("ha2/keepalived.conf")),
                ELSEWHERE);
        assertThat(errors(conversion)).isEmpty();
        var one = write("both.conf", conversion.hocon());
        for (var node : List.of("ha1", "ha2")) {
            var own = ConfigurationFiles.load(
                    List.of(LAB.resolve("ha1/haproxy.cfg"), LAB.resolve(node + "/keepalived.conf")),
                    new NodeIdentity(node, node, List.of()));
            var expected = ((LoadResult.Loaded) own).configuration();
            assertThat(loaded(one, node).virtualRouters())
                    .as(conversion.hocon())
                    .isEqualTo(expected.virtualRouters());
            assertThat(loaded(one, node).serves()).isEqualTo(expected.serves());
        }
    }

    @Test
    void whatContradictsIsToldOnceWithBothLines() {
        var conversion = converted(
                FIRST,
                SECOND.replace("_id 51", "_id 52")
                        .replace("auth_pass hush", "auth_pass quiet")
                        .replace("advert_int 1", "advert_int 2")
                        .replace("10.0.0.10", "10.0.0.11"));
        assertThat(errors(conversion))
                .containsExactly(
                        "ha2/keepalived.conf:6: vrrp_instance \"VI_1\": virtual_router_id 52 is 51 in ha1/keepalived.conf:6"
                                + " (expected: the same in the files of all nodes)",
                        "ha2/keepalived.conf:9: vrrp_instance \"VI_1\": advert_int 2s is 1s in ha1/keepalived.conf:9"
                                + " (expected: the same in the files of all nodes)",
                        "ha2/keepalived.conf:16: vrrp_instance \"VI_1\": authentication is another one in"
                                + " ha1/keepalived.conf:16 (expected: the same in the files of all nodes)",
                        "ha2/keepalived.conf:19: vrrp_instance \"VI_1\": virtual_ipaddress 10.0.0.11, 10.0.0.9 is 10.0.0.10,"
                                + " 10.0.0.9 in ha1/keepalived.conf:19 (expected: the same in the files of all nodes)");
        assertThat(errors(conversion).toString()).doesNotContain("hush", "quiet");
    }

    @Test
    void anInstanceOfAnotherNameIsTheOneWithTheSameRouterId() {
        var conversion = converted(FIRST, SECOND.replace("VI_1", "WEB"));
        assertThat(errors(conversion)).isEmpty();
        assertThat(conversion.hocon()).contains("ha2 = 102").doesNotContain("WEB");
        assertThat(conversion.result().notes())
                .anyMatch(note -> note.message().startsWith("vrrp_instance \"WEB\" is \"VI_1\" here"));
    }

    @Test
    void theOrderOfAddressesAndTheirNetworksMakesNoDifference() {
        var conversion = converted(
                FIRST, SECOND.replace("10.0.0.9/24\n", "10.0.0.10\n").replace("10.0.0.10\n    }", "10.0.0.9\n    }"));
        assertThat(errors(conversion)).isEmpty();
        assertThat(conversion.hocon()).containsOnlyOnce("10.0.0.10");
    }

    @Test
    void aNodeThatDoesNotSayItsAddressHasTheOneThatTheOtherOneKnows() {
        var conversion = converted(FIRST, SECOND.replace("    unicast_src_ip 10.0.0.2\n", ""));
        assertThat(errors(conversion)).isEmpty();
        assertThat(conversion.hocon()).contains("address = \"10.0.0.2\"", "peers = unicast");
    }

    @Test
    void aNodeWhoseAddressIsNowhereIsTold() {
        var lines = "(?m)^    unicast_(src_ip.*|peer \\{\\n.*\\n    \\})\\n";
        var conversion = converted(FIRST.replaceAll(lines, ""), SECOND.replaceAll(lines, ""));
        assertThat(errors(conversion))
                .hasSize(2)
                .first()
                .asString()
                .endsWith("node \"ha1\": address is missing (expected: an IP address: unicast_src_ip in"
                        + " the keepalived.conf of that node, or nodes.ha1.address in lb.conf)");
    }

    @Test
    void anInstanceOfOneNodeAloneIsKeptForItAndTold() {
        var conversion = converted(
                FIRST
                        + FIRST.replaceAll("(?s)^.*?(?=vrrp_instance)", "")
                                .replace("VI_1", "VI_2")
                                .replace("_id 51", "_id 52")
                                .replace("10.0.0.9/24", "10.0.0.12")
                                .replace("10.0.0.10", "10.0.0.13"),
                SECOND);
        assertThat(errors(conversion)).isEmpty();
        assertThat(conversion.result().warnings())
                .anyMatch(one -> one.message().contains("vrrp_instance \"VI_2\" is not in every file"));
        var file = write("one.conf", conversion.hocon());
        assertThat(loaded(file, "ha1").virtualRouters()).hasSize(2);
        assertThat(loaded(file, "ha2").virtualRouters()).hasSize(1);
    }

    @Test
    void toBeRunTheyAreNoOneConfiguration() {
        var result = ConfigurationFiles.load(
                List.of(write("ha1/keepalived.conf", FIRST), write("ha2/keepalived.conf", SECOND)),
                new NodeIdentity("ha1", "ha1", List.of()));
        assertThat(((LoadResult.Broken) result).problems())
                .singleElement()
                .asString()
                .contains("ha2/keepalived.conf: has a virtual router of another one of these files")
                .contains("lb convert makes one file of those of all nodes");
    }

    @Test
    void aFileWithoutAnInstanceBelongsToEveryNode() {
        var scripts = FIRST.substring(0, FIRST.indexOf("vrrp_instance"));
        var conversion = ConfigurationFiles.convert(
                List.of(
                        LAB.resolve("ha1/haproxy.cfg"),
                        write("scripts.conf", scripts),
                        write("keepalived-a.conf", FIRST.substring(scripts.length())),
                        write("keepalived-b.conf", SECOND.substring(scripts.length()))),
                ELSEWHERE);
        assertThat(errors(conversion)).isEmpty();
        assertThat(conversion.hocon()).contains("a = 103", "b = 102");
    }

    @Test
    void twoFilesOfOneNodeMayHaveTheSameRouterIdOnTwoInterfaces() {
        var files = List.of(
                write("a.conf", FIRST),
                write(
                        "b.conf",
                        FIRST.substring(FIRST.indexOf("vrrp_instance"))
                                .replace("VI_1", "VI_2")
                                .replace("eth0", "eth1")
                                .replace("10.0.0.9", "10.0.1.9")
                                .replace("10.0.0.10", "10.0.1.10")));
        var result = ConfigurationFiles.load(files, new NodeIdentity("ha1", "ha1", List.of()));
        assertThat(result).as("%s", result).isInstanceOf(LoadResult.Loaded.class);
    }
}
