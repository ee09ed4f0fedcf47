package lb.admin.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import lb.admin.config.Configuration;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult.Loaded;
import lb.admin.config.NodeIdentity;
import lb.admin.page.HealthChanges;
import lb.admin.page.HealthPage;
import lb.admin.page.NodeFacts;
import lb.admin.page.PageSources;
import lb.admin.page.Trends;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalResponse;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ProxySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProxySettingsTest {
    private static final String FILE = """
        frontends { web { bind = "127.0.0.1:8080", mode = http, default-backend = b }
                    other { bind = "127.0.0.1:8081", mode = http, default-backend = b } }
        backends { b { mode = http, servers { s = "127.0.0.1:9000" } } }
        """;

    @TempDir
    Path folder;

    private ProxySettings settings(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("lb.conf"), text);
        Configuration configuration = ((Loaded) ConfigurationFile.load(file, NodeIdentity.of(null))).configuration();
        return new NodeProxySettings(
                        new UpstreamSource(Set.of()),
                        new PageSources(
                                new NodeFacts("node", "test", 1, Instant.EPOCH),
                                List::of,
                                List::of,
                                List::of,
                                List::of,
                                List::of,
                                new Trends(List::of),
                                new HealthChanges(),
                                List::of),
                        new NodeActions(() -> null, null, null),
                        request -> LocalResponse.text(200, "text/plain", "metrics"),
                        new HealthPage(List::of, () -> false))
                .of(configuration);
    }

    private static List<String> pages(FrontendSettings frontend) {
        return frontend.pages().stream().map(LocalPage::prefix).toList();
    }

    @Test
    void withoutStatisticsTheFrontendsAreThoseOfTheFile() throws IOException {
        assertThat(settings(FILE).frontends())
                .extracting(FrontendSettings::name)
                .containsExactly("web", "other");
    }

    @Test
    void theStatisticsOwnListenerAnswersEveryPathAndHasNoBackend() throws IOException {
        FrontendSettings stats = settings(FILE + "stats { bind = \"127.0.0.1:8404\" }")
                .frontends()
                .getLast();
        assertThat(stats.name()).isEqualTo("stats");
        assertThat(stats.defaultBackend()).isNull();
        assertThat(pages(stats)).containsExactly("/healthz", "/readyz", "/stats", "/metrics", "/");
    }

    @Test
    void aFrontendThatAnswersStatisticsTakesNoOtherPathFromItsBackend() throws IOException {
        List<FrontendSettings> frontends =
                settings(FILE + "stats { frontends = [ web ] }").frontends();
        assertThat(frontends).extracting(FrontendSettings::name).containsExactly("web", "other");
        assertThat(pages(frontends.getFirst())).containsExactly("/stats");
        assertThat(pages(frontends.getLast())).isEmpty();
    }

    @Test
    void anAddressThatAServerIsGivenToBeReachedFromIsKept() throws IOException {
        ProxySettings settings = settings(
                FILE.replace("s = \"127.0.0.1:9000\"", "s { address = \"127.0.0.1:9000\", source = \"127.0.0.2\" }"));
        assertThat(settings.backends().getFirst().servers().getFirst().connect().source())
                .isEqualTo(InetAddress.ofLiteral("127.0.0.2"));
    }
}
