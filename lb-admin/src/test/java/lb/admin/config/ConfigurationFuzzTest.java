package lb.admin.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;
import org.assertj.core.api.Assertions;

/** Any bytes are either a configuration or have a problem; nothing is thrown. */
class ConfigurationFuzzTest {
    private static final Path FILE = Path.of("lb.conf");

    @FuzzTest
    void anyBytesAreAConfigurationOrAProblem(byte[] bytes) {
        // Straight, without the thread that turns an exception into a problem: here one has to be seen.
        LoadResult result;
        try {
            result = new ConfigurationReader(
                            Hocon.parse(SourceText.of(FILE, "lb.conf", bytes)),
                            FILE,
                            new Problems(),
                            Machines.named("ha1", "eth1 192.168.56.21/24"),
                            Map.of(),
                            new HostNames(
                                    host -> {
                                        throw new UnknownHostException(host);
                                    },
                                    Duration.ofSeconds(1)))
                    .read();
        } catch (BrokenFileException e) {
            Assertions.assertThat(e.problem().message()).isNotBlank();
            return;
        }
        if (result instanceof LoadResult.Broken broken) {
            Assertions.assertThat(broken.problems()).isNotEmpty();
        }
    }
}
