package lb.admin.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lb.admin.config.Configuration;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.proxy.settings.ProxySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What options of HAProxy's command line make of a file. */
class LineSettingsTest {
    @TempDir
    Path folder;

    private ProxySettings settings(String options) throws Exception {
        var file = Files.writeString(folder.resolve("lb.conf"), """
                max-connections = 1000
                runtime.socket = none
                frontends {
                  web { bind = "127.0.0.1:18080", default-backend = b, max-connections = 50 }
                  more { bind = "127.0.0.1:18081", default-backend = b }
                }
                backends { b { servers { s1 = "127.0.0.1:9" } } }
                """);
        var result = ConfigurationFile.load(file, NodeIdentity.of(null));
        assertThat(result).as(result::toString).isInstanceOf(LoadResult.Loaded.class);
        Configuration configuration = ((LoadResult.Loaded) result).configuration();
        var line =
                HaproxyLineReader.read(List.of(("-f lb.conf " + options).strip().split(" ")));
        return LineSettings.of(line, configuration).proxy();
    }

    @Test
    void theMostConnectionsOfTheLineCountOverTheFiles() throws Exception {
        assertThat(settings("").limits().connections()).isEqualTo(1000);
        assertThat(settings("-n 77").limits().connections()).isEqualTo(77);
    }

    @Test
    void thoseOfEachFrontendCountWhereItSaysNothing() throws Exception {
        assertThat(settings("-N 20").frontends())
                .extracting(frontend -> frontend.limits().connections())
                .containsExactly(50, 20);
    }

    @Test
    void memoryIsInMebibytes() throws Exception {
        assertThat(settings("-m 64").limits().buffers()).isEqualTo(64L << 20);
        assertThat(settings("").limits().buffers()).isZero();
    }

    @Test
    void addressesAreSharedUnlessTheyAreToBeItsOwn() throws Exception {
        assertThat(settings("").sharedPorts()).isTrue();
        assertThat(settings("-dR").sharedPorts()).isFalse();
    }
}
