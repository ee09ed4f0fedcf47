package lb.admin.nginx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import lb.admin.foreign.Draft;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;
import org.assertj.core.api.Assertions;

/** Any bytes as an nginx.conf become a draft and problems; nothing is thrown, and what is printed can be read. */
class NginxFuzzTest {
    private static final Path FILE = Path.of("nginx.conf");

    @FuzzTest(maxDuration = "10m")
    void anyBytesBecomeADraftAndProblems(byte[] bytes) {
        SourceText text;
        try {
            text = SourceText.of(FILE, "nginx.conf", bytes);
        } catch (BrokenFileException e) {
            Assertions.assertThat(e.problem().message()).isNotBlank();
            return;
        }
        Draft draft = new Draft();
        NginxFiles.translate(List.of(text), draft, new Problems());
        Assertions.assertThat(draft.toConfig()).isNotNull();
        Assertions.assertThat(ConfigFactory.parseString(draft.toHocon())).isNotNull();
    }
}
