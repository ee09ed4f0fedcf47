package lb.admin.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStreamTest {
    @TempDir
    private Path folder;

    private final List<String> writes = new ArrayList<>();

    private final PrintStream stream = new PrintStream(
            new JournalStream(new ByteArrayOutputStream() {
                @Override
                public void writeBytes(byte[] bytes) {
                    writes.add(new String(bytes, StandardCharsets.UTF_8));
                }

                @Override
                public void write(byte[] bytes) {
                    writeBytes(bytes);
                }
            }),
            false,
            StandardCharsets.UTF_8);

    @Test
    void eachLineHasThePriorityOfItsLevelAndIsWrittenAtOnce() {
        stream.println("INFO servers - Server web/web1 is UP.");
        stream.println("WARN ha - the peer is gone");
        stream.println("ERROR servers - Server web/web1 is DOWN – no route.");
        assertThat(writes)
                .containsExactly(
                        "<6>INFO servers - Server web/web1 is UP.\n",
                        "<4>WARN ha - the peer is gone\n",
                        "<3>ERROR servers - Server web/web1 is DOWN – no route.\n");
    }

    @Test
    void whatIsIndentedBelongsToTheLineBefore() {
        stream.println("WARN lb - something");
        stream.println("\tat lb.Some.where(Some.java:1)");
        stream.println();
        stream.println("  and more");
        assertThat(writes).allMatch(line -> line.startsWith("<4>")).hasSize(4);
    }

    @Test
    void whatIsToldWithoutALevelIsAnError() {
        stream.println("lb.conf:3: frontends.web has no bind");
        stream.println("java.lang.IllegalStateException: x");
        assertThat(writes).allMatch(line -> line.startsWith("<3>")).hasSize(2);
    }

    @Test
    void aLineWithoutEndIsWrittenInPieces() {
        stream.print("INFO ".repeat(20_000));
        stream.flush();
        assertThat(writes).hasSize(1);
        assertThat(writes.getFirst()).hasSize(64 * 1024 + 3);
    }

    @Test
    void onlyTheFileThatSystemdHasNamedIsTheJournal() throws Exception {
        Path file = Files.writeString(folder.resolve("out"), "");
        String named = Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
        assertThat(JournalStream.leadsThere(named, file)).isTrue();
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(JournalStream.leadsThere(named, link)).isTrue();
        for (String other : new String[] {null, "", ":", "1:2", named + "0", named + " ", "x:y"}) {
            assertThat(JournalStream.leadsThere(other, file)).as(other).isFalse();
        }
        assertThat(JournalStream.leadsThere(named, folder.resolve("none"))).isFalse();
    }
}
