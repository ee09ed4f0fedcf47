package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings.SimpleText;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CheckSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of values that stand in several places: files, nodes, variables, the environment. */
class MergingTest {
    private final Loading loading;

    MergingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void whatHoconBuildsOnAnEarlierValueMayStandTwice() throws IOException {
        Files.writeString(loading.folder().resolve("base.conf"), "threads = 3\ndefaults.retries = 9\n");
        var configuration = loading.configuration("""
                include "base.conf"
                threads = 4                        # over the included file's
                variables { port = 80, port = ${?LB_PORT}, list = [ a ], list += b, path = c, path = ${variables.path} d }
                variables { "include" = "url(", "a.b" = 1, a.b = 2, text = \"\"\"port = 1
                port = 2\"\"\", comment = 1 // port = 3
                }
                variables.check { rise = 7 }
                frontends { f { bind = ":80", default-backend = b } }
                frontends {
                  g { bind = ":81", default-backend = b }
                }
                backends { b { check { fall = 5 } } }
                backends { b {
                  check = ${variables.check}
                  check { interval = 9s }
                  servers = [
                    { name = x, address = "10.0.0.1:80" }, { name = y, address = "10.0.0.2:80" }
                  ]
                } }
                """);
        assertThat(configuration.proxy().threads()).isEqualTo(4);
        assertThat(configuration.proxy().frontends()).extracting("name").containsExactly("f", "g");
        assertThat(configuration
                        .proxy()
                        .backends()
                        .getFirst()
                        .servers()
                        .getFirst()
                        .check())
                .isEqualTo(new CheckSettings(
                        new CheckSettings.Connect(), Duration.ofSeconds(9), Duration.ofSeconds(9), 7, 5));
    }

    @Test
    void aNodesOverrideMayRepeatWhatTheFileSays() throws IOException {
        var file = Files.writeString(loading.folder().resolve("lb.conf"), Loading.FRONTEND + """
                threads = 3
                backends { b { servers { s = "10.0.0.1:80" } } }
                nodes {
                  ha1 { address = 192.168.56.21, override { threads = 5 } }
                  ha2 { address = 192.168.56.22 }
                }
                """);
        var result = ConfigurationFile.load(file, Machines.told("ha1"), Map.of(), host -> new InetAddress[0]);
        assertThat(result)
                .isInstanceOfSatisfying(
                        LoadResult.Loaded.class,
                        loaded -> assertThat(loaded.configuration().proxy().threads())
                                .isEqualTo(5));
    }

    @Test
    void includedFilesComeInTheOrderOfTheirNamesAndProblemsNameThem() throws IOException {
        Files.createDirectory(loading.folder().resolve("conf.d"));
        Files.writeString(
                loading.folder().resolve("conf.d/20-b.conf"), "backends { b { servers { two = \"10.0.0.2:80\" } } }\n");
        Files.writeString(
                loading.folder().resolve("conf.d/10-a.conf"), "backends { b { servers { one = \"10.0.0.1:80\" } } }\n");
        Files.writeString(loading.folder().resolve("conf.d/.10-a.conf.swp"), "{{{");
        Files.writeString(loading.folder().resolve("conf.d/30-c.txt"), "{{{");
        var configuration = loading.configuration("include \"conf.d/*.conf\"\n" + Loading.FRONTEND);
        assertThat(Loading.names(configuration)).containsExactly("one", "two");

        Files.writeString(loading.folder().resolve("conf.d/20-b.conf"), "\n\nbackends { b { retries = x } }\n");
        assertThat(loading.problems("include \"conf.d/*.conf\"\n" + Loading.FRONTEND))
                .containsExactly("conf.d/20-b.conf:3: backend \"b\": retries \"x\" (expected: 0 to 100)");
    }

    @Test
    void passwordsComeFromFilesAndTheEnvironment() throws IOException {
        Files.writeString(loading.folder().resolve("vrrp"), "  secret12\n");
        Files.writeString(loading.folder().resolve("page"), "long enough\n");
        Files.writeString(loading.folder().resolve("page-token"), "in-a-file-0123456789\n");
        var file = Files.writeString(loading.folder().resolve("lb.conf"), """
                nodes { ha1 { address = 10.0.0.1 } }
                virtual-ips { v { address = 10.0.0.9, interface = eth0, router-id = 7, authentication { password-file = vrrp } } }
                stats { bind = "*:8404", users { a { password-file = page }, b = ${SECRET}, c { password = "x y" } }
                  tokens { d = ${TOKEN}, e { token-file = page-token } } }
                """);
        var configuration = Loading.loaded(ConfigurationFile.load(
                        file,
                        Machines.told("ha1"),
                        Map.of("SECRET", "from outside", "TOKEN", "outside-9876543210"),
                        host -> null))
                .configuration();
        assertThat(configuration.virtualRouters().getFirst().authentication())
                .isEqualTo(new SimpleText(new Secret("secret12")));
        assertThat(configuration.stats().users())
                .isEqualTo(Map.of("a", "long enough", "b", "from outside", "c", "x y"));
        assertThat(configuration.stats().tokens())
                .isEqualTo(Map.of("d", "outside-9876543210", "e", "in-a-file-0123456789"));
        assertThat(configuration.stats().toString()).doesNotContain("enough", "outside", "x y", "0123456789");
    }

    @Test
    void anOverrideChangesWhatOthersOfTheFileReferTo() throws IOException {
        var text = """
                nodes {
                  ha1 { address = 10.0.0.1 }
                  ha2 { address = 10.0.0.2, override { stats.uri = /two, defaults.retries = 9 } }
                }
                defaults { retries = 1 }
                stats { bind = "127.0.0.1:1", uri = /one }
                backends { b {
                  retries = ${defaults.retries}
                  servers { s = "10.0.0.1:80" }
                } }
                """ + Loading.FRONTEND;
        assertThat(loading.as("ha1", text).stats().uri()).isEqualTo("/one");
        assertThat(loading.as("ha2", text).stats().uri()).isEqualTo("/two");
        assertThat(loading.as("ha1", text)
                        .proxy()
                        .backends()
                        .getFirst()
                        .retrying()
                        .retries())
                .isEqualTo(1);
        assertThat(loading.as("ha2", text)
                        .proxy()
                        .backends()
                        .getFirst()
                        .retrying()
                        .retries())
                .isEqualTo(9);
    }

    @Test
    void anOverrideMayGiveWhatTheFileLeavesOpen() throws IOException {
        var text = """
                nodes { ha1 { address = 10.0.0.1, override { variables.retries = 7 } } }
                backends { b {
                  retries = ${variables.retries}
                  servers { s = "10.0.0.1:80" }
                } }
                """ + Loading.FRONTEND;
        assertThat(loading.as("ha1", text)
                        .proxy()
                        .backends()
                        .getFirst()
                        .retrying()
                        .retries())
                .isEqualTo(7);
    }

    @Test
    void anOverrideOfAServerLeavesTheOrderAsItWas() throws IOException {
        var text = """
                nodes {
                  ha1 { address = 10.0.0.1, override { backends.b.servers.two.weight = 3 } }
                }
                backends { b { servers {
                  one = "10.0.0.1:80"
                  two { address = "10.0.0.2:80" }
                } } }
                """ + Loading.FRONTEND;
        assertThat(Loading.names(loading.as("ha1", text))).containsExactly("one", "two");
    }

    @Test
    void aProblemOfAMergedSectionHasTheLineOfTheValue() throws IOException {
        assertThat(loading.problems(Loading.FRONTEND + """
                backends.b.balance = roundrobin
                backends { b { servers { s = "10.0.0.1:80" } } }

                backends.b.retries = 500
                """))
                .containsExactly("lb.conf:5: backend \"b\": retries 500 (expected: 0 to 100)");
    }

    @Test
    void variablesHoldWhatIsUsedElsewhere() throws IOException {
        var configuration = loading.configuration("""
                variables { port = 8080, first = 10.0.0.1 }
                frontends { f { bind = "*:"${variables.port}, default-backend = b } }
                backends { b { servers { s = ${variables.first}":"${variables.port} } } }
                """);
        assertThat(configuration.proxy().frontends().getFirst().binds())
                .containsExactly(new BindSettings(new InetSocketAddress("0.0.0.0", 8080)));
        assertThat(configuration
                        .proxy()
                        .backends()
                        .getFirst()
                        .servers()
                        .getFirst()
                        .address())
                .isEqualTo(new InetSocketAddress("10.0.0.1", 8080));
    }
}
