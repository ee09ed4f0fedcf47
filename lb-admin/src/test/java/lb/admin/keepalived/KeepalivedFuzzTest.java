package lb.admin.keepalived;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.List;
import lb.admin.foreign.Draft;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;
import org.assertj.core.api.Assertions;

/** Any bytes as a file of keepalived become a draft and problems; nothing is thrown. */
class KeepalivedFuzzTest {
    private static final Path FILE = Path.of("keepalived.conf");

    @FuzzTest(maxDuration = "10m")
    void anyBytesBecomeADraftAndProblems(byte[] bytes) {
        SourceText text;
        try {
            text = SourceText.of(FILE, "keepalived.conf", bytes);
        } catch (BrokenFileException e) {
            Assertions.assertThat(e.problem().message()).isNotBlank();
            return;
        }
        for (boolean balances : new boolean[] {true, false}) {
            Draft draft = new Draft();
            KeepalivedFiles.translate(
                    List.of(text),
                    Translating.machine("ha1", "eth1 192.168.56.21/24"),
                    balances,
                    draft,
                    new Problems());
            Assertions.assertThat(draft.toHocon()).isNotNull();
            Assertions.assertThat(draft.toConfig()).isNotNull();
        }
    }
}
