package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import lb.proxy.settings.ServerLife;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How servers come and go. */
class ServerLivesLoadingTest {
    private final Loading loading;

    ServerLivesLoadingTest(@TempDir Path folder) {
        loading = new Loading(folder);
    }

    @Test
    void aServerMayBeDisabled() throws IOException {
        var servers = loading.configuration("""
                frontends { f { bind = ":80", default-backend = b } }
                backends { b { servers {
                  one { address = "10.0.0.1:80", disabled = true }
                  two = "10.0.0.2:80"
                } } }
                """).proxy().backends().getFirst().servers();

        assertThat(servers.getFirst().life()).isEqualTo(new ServerLife(true));
        assertThat(servers.getLast().life()).isEqualTo(ServerLife.STANDARD);
    }
}
