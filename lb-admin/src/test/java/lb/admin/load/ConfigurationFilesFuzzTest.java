package lb.admin.load;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import org.assertj.core.api.Assertions;

/**
 * Any bytes, as one file or as several between bytes of 255, are a configuration or have problems that a person can read: the
 * whole way from files to records, with the files of all programs mixed.
 */
class ConfigurationFilesFuzzTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("PORT", "80", "LIST", "a b");
    private static final int MOST_FILES = 3;
    private static final int MOST_MESSAGES = 101;

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAConfigurationOrHaveProblems(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("fuzz");
        List<Path> files = new ArrayList<>();
        try {
            int from = 0;
            for (int at = 0; at <= bytes.length && files.size() < MOST_FILES; at++) {
                boolean end = at == bytes.length || (files.size() < MOST_FILES - 1 && bytes[at] == (byte) 255);
                if (end) {
                    files.add(Files.write(folder.resolve(files.size() + ".cfg"), Arrays.copyOfRange(bytes, from, at)));
                    from = at + 1;
                }
            }
            check(ConfigurationFiles.load(files, NodeIdentity.of(null), ENVIRONMENT, new Draft(), host -> {
                throw new UnknownHostException(host);
            }));
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }

    private static void check(LoadResult result) {
        if (result instanceof LoadResult.Broken broken) {
            Assertions.assertThat(broken.problems())
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(MOST_MESSAGES)
                    .noneMatch(problem -> problem.message().contains("error in lb")
                            || problem.message().contains("takes longer than")
                            || problem.message().isBlank());
        }
    }
}
