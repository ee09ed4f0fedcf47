package lb.admin.load;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.foreign.Draft;
import org.assertj.core.api.Assertions;

/**
 * The whole way of files of keepalived, read, translated, checked and converted, whatever bytes they are: an answer each time,
 * and a file that can be read. Where there is a form feed the file of another node begins.
 */
class KeepalivedWayFuzzTest {
    /** By which it is known whose file it is. */
    private static final byte[] START = "!\n".getBytes(StandardCharsets.UTF_8);

    /** What is said where a file broke the reader, or nearly so. */
    private static final List<String> FAULTS = List.of(
            "cannot be read because of an error in lb",
            "takes longer than",
            "is nested, or refers to itself, too deeply",
            "grows too large");

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAnswered(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("keepalived-fuzz");
        List<Path> files = new ArrayList<>();
        try {
            int start = 0;
            for (int i = 0; i <= bytes.length && files.size() < 4; i++) {
                if (i == bytes.length || bytes[i] == '\f') {
                    files.add(write(folder.resolve("node" + files.size() + ".conf"), bytes, start, i));
                    start = i + 1;
                }
            }
            InetAddress own = InetAddress.ofLiteral("192.168.56.21");
            NodeIdentity machine = new NodeIdentity(
                    null,
                    "ha1",
                    List.of(new NodeIdentity.Interface("eth1", List.of(new NodeIdentity.InterfaceAddress(own, 24)))));
            check(ConfigurationFiles.load(files, machine, Map.of(), new Draft()));
            Conversion conversion = ConfigurationFiles.convert(files, machine);
            check(conversion.result());
            Assertions.assertThat(ConfigFactory.parseString(conversion.hocon())).isNotNull();
        } finally {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    private static Path write(Path file, byte[] bytes, int from, int to) throws IOException {
        byte[] text = new byte[START.length + to - from];
        System.arraycopy(START, 0, text, 0, START.length);
        System.arraycopy(bytes, from, text, START.length, to - from);
        return Files.write(file, text);
    }

    private static void check(LoadResult result) {
        if (result instanceof LoadResult.Broken broken) {
            Assertions.assertThat(broken.problems())
                    .isNotEmpty()
                    .noneMatch(one -> FAULTS.stream().anyMatch(one.message()::startsWith));
        }
    }
}
