package lb.admin.haproxy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import lb.admin.problem.BrokenFileException;
import org.assertj.core.api.Assertions;

/** Any bytes are a haproxy.cfg or have a problem; nothing else is thrown, and what comes of it can be printed. */
class HaproxyFilesFuzzTest {
    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAConfigurationOrAProblem(byte[] bytes) {
        try {
            Translated translated = Translated.of(bytes, Map.of("PORT", "80", "LIST", "a b"));
            Assertions.assertThat(translated.hocon()).isNotNull();
        } catch (BrokenFileException e) {
            Assertions.assertThat(e.problem().message()).isNotBlank();
        }
    }
}
