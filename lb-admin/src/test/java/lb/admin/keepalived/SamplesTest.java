package lb.admin.keepalived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import lb.admin.problem.SourceText;
import org.junit.jupiter.api.Test;

/** The samples that Debian's package of keepalived installs: none is too much, and each error names what is not done. */
class SamplesTest {
    private static final Path SAMPLES = Path.of("/usr/share/doc/keepalived/samples");

    /** It has names of instances without a group around them, of which keepalived itself says the same. */
    private static final String WRONG = "keepalived.conf.vrrp.lvs_syncd";

    @Test
    void eachErrorOfASampleNamesAKeywordThatIsNotDone() throws IOException {
        assumeTrue(Files.isDirectory(SAMPLES), SAMPLES + " is not there: install the package keepalived");
        List<Path> samples;
        try (Stream<Path> all = Files.list(SAMPLES)) {
            samples = all.filter(one -> one.getFileName().toString().startsWith("keepalived.conf"))
                    .sorted()
                    .toList();
        }
        assertThat(samples).isNotEmpty();
        for (Path sample : samples) {
            Translating read = Translating.of(
                    SourceText.read(sample, sample.getFileName().toString()),
                    // One of them is for machines that are called high and low.
                    Translating.machine("high", "eth0 192.168.200.1/24"),
                    true);
            assertThat(read.errors())
                    .as(sample.toString())
                    .allMatch(error -> error.contains(" is not done yet in this version")
                            || error.contains(" is not known (")
                            || (sample.endsWith(WRONG) && error.contains("vrrp_sync_group \"VG1\"")));
        }
    }
}
