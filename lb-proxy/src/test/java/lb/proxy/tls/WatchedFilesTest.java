package lb.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
    private static final Path FILE = Path.of("/certs/a.pem");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private static FilesSeen at(int content) {
        return new FilesSeen(Map.of(FILE, new FilesSeen.Facts(content, FileTime.fromMillis(content), 1)));
    }

    @Test
    void filesThatStayAsTheyAreAreNotRead() {
        WatchedFiles files = new WatchedFiles(at(1));
        for (int i = 0; i < 1000; i++) {
            assertThat(files.isDue(at(1), i * SECOND)).isFalse();
        }
    }

    @Test
    void aChangedFileIsReadOnceItNoLongerChanges() {
        WatchedFiles files = new WatchedFiles(at(1));
        assertThat(files.isDue(at(2), 0)).isFalse();
        assertThat(files.isDue(at(3), SECOND)).as("still being written").isFalse();
        assertThat(files.isDue(at(3), 2 * SECOND)).isTrue();
        files.taken(at(3));
        assertThat(files.isDue(at(3), 3 * SECOND)).isFalse();
    }

    @Test
    void aFileThatIsWrittenAllTheTimeIsReadNowAndThen() {
        WatchedFiles files = new WatchedFiles(at(0));
        int content = 1;
        long until = WatchedFiles.LONGEST_WRITING.toSeconds();
        for (long second = 0; second < until; second++) {
            assertThat(files.isDue(at(content++), second * SECOND)).isFalse();
        }
        assertThat(files.isDue(at(content), until * SECOND)).isTrue();
        files.taken(at(content));
        assertThat(files.isDue(at(content + 1), (until + 1) * SECOND)).isFalse();
        assertThat(files.isDue(at(content + 2), (until + 2) * SECOND)).isFalse();
    }

    @Test
    void oneThatCannotBeUsedIsToldOfOnceAndTriedAgainWhenItChangesOrAMinuteHasGoneBy() {
        WatchedFiles files = new WatchedFiles(at(1));
        files.isDue(at(2), 0);
        assertThat(files.isDue(at(2), SECOND)).isTrue();
        assertThat(files.failed(at(2), "half-written", SECOND)).isTrue();
        assertThat(files.isDue(at(2), 2 * SECOND)).isFalse();
        assertThat(files.isDue(at(2), SECOND + WatchedFiles.RETRY.toNanos())).isTrue();
        assertThat(files.failed(at(2), "half-written", 70 * SECOND))
                .as("no news")
                .isFalse();

        files.isDue(at(3), 71 * SECOND);
        assertThat(files.isDue(at(3), 72 * SECOND)).isTrue();
        assertThat(files.failed(at(3), "another's key", 72 * SECOND)).isTrue();

        files.isDue(at(4), 73 * SECOND);
        assertThat(files.isDue(at(4), 74 * SECOND)).isTrue();
        files.taken(at(4));
        assertThat(files.isDue(at(4), 200 * SECOND)).isFalse();
    }

    @Test
    void aFileThatIsGoneIsAChange() {
        WatchedFiles files = new WatchedFiles(at(1));
        assertThat(files.isDue(FilesSeen.NONE, 0)).isFalse();
        assertThat(files.isDue(FilesSeen.NONE, SECOND)).isTrue();
    }

    @Test
    void aReplacedLinkAndAFolderWhereFilesComeAndGoAreSeen(@TempDir Path folder) throws Exception {
        Path first = Files.writeString(folder.resolve("first"), "1");
        Path second = Files.writeString(folder.resolve("second"), "2");
        Files.setLastModifiedTime(second, Files.getLastModifiedTime(first));
        Path link = Files.createSymbolicLink(folder.resolve("live"), first);
        FilesSeen before = FilesSeen.of(List.of(link));
        assertThat(FilesSeen.of(List.of(link))).isEqualTo(before);
        Path other = Files.createSymbolicLink(folder.resolve("next"), second);
        Files.move(other, link, StandardCopyOption.ATOMIC_MOVE);
        assertThat(FilesSeen.of(List.of(link)).changedSince(before)).containsExactly(link);

        Path certs = Files.createDirectory(folder.resolve("certs"));
        Path a = Files.writeString(certs.resolve("a.pem"), "a");
        FilesSeen one = FilesSeen.of(List.of(certs));
        Path b = Files.writeString(certs.resolve("b.pem"), "b");
        FilesSeen two = FilesSeen.of(List.of(certs));
        assertThat(two.changedSince(one)).contains(b).doesNotContain(a);
        Files.delete(a);
        assertThat(FilesSeen.of(List.of(certs)).changedSince(two)).contains(a);
    }
}
