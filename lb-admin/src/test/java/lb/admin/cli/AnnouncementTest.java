package lb.admin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that a start ends with. */
class AnnouncementTest {
    @Test
    void itNamesTheNodeTheListenersAndTheVirtualIps(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("lb.conf"), """
                nodes {
                  ha1 { address = 192.168.56.21, priority = 101 }
                  ha2 { address = 192.168.56.22 }
                }
                virtual-ips { web { address = 192.168.56.69, interface = eth1, router-id = 7 } }
                frontends { myweb { bind = [ "*:80", "[::1]:81" ], default-backend = b } }
                backends { b { servers { s1 = "10.0.0.1:80" } } }
                stats { bind = "127.0.0.1:8404" }
                """);
        var loaded = (LoadResult.Loaded) ConfigurationFile.load(file, NodeIdentity.of("ha1"));
        assertThat(Announcement.of(
                        loaded.configuration(), "0.1.0", 412, 9000, router -> "held by " + router.interfaceName()))
                .containsExactly(
                        "lb 0.1.0 serves as node ha1 after 412 ms: myweb (*:80 [::1]:81), stats (127.0.0.1:8404); at most 9000 connections",
                        "virtual IP web: 192.168.56.69 on eth1, router-id 7, priority 101, held by eth1");
    }
}
