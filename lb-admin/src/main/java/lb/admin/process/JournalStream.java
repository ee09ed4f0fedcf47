package lb.admin.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Standard error where it leads to systemd's journal: in front of each line stands its priority as {@code <4>}
 * (sd-daemon(3)), so that {@code journalctl -p warning} finds what is to be found. A line's level is its first word; one
 * that begins with a space belongs to the line before, as do those of a stack trace. Any other is an error, told before
 * there was a log.
 *
 * <p>Any thread; a line is written at once and whole.
 */
public final class JournalStream extends OutputStream {
    /** Where the journal is: the device and the inode of the socket, in decimals with a colon between (systemd.exec(5)). */
    static final String VARIABLE = "JOURNAL_STREAM";

    private static final int LONGEST_LINE = 64 * 1024;

    private static final String ERROR = "<3>";
    private static final Map<String, String> PRIORITIES =
            Map.of("ERROR", ERROR, "WARN", "<4>", "INFO", "<6>", "DEBUG", "<7>", "TRACE", "<7>");

    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String before = ERROR;

    JournalStream(OutputStream out) {
        this.out = out;
    }

    /** Has standard error say priorities, and no times as the journal has its own, where it leads there. Before the first log line. */
    public static void useWhereItIs() {
        if (leadsThere(System.getenv(VARIABLE), Path.of("/proc/self/fd/2"))) {
            System.setErr(new PrintStream(new JournalStream(System.err), false, StandardCharsets.UTF_8));
            System.setProperty("org.slf4j.simpleLogger.showDateTime", "false");
        }
    }

    /**
     * Whether a file is the one that systemd has named. A process that was given the variable by another one, and has an
     * output of its own, is not misled by it.
     *
     * @param named the value of {@code JOURNAL_STREAM}; null for none
     */
    static boolean leadsThere(@Nullable String named, Path file) {
        if (named == null) {
            return false;
        }
        try {
            return named.equals(Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // No Linux, no /proc or no standard error.
            return false;
        }
    }

    @Override
    public synchronized void write(int b) throws IOException {
        line.write(b);
        if (b == '\n' || line.size() >= LONGEST_LINE) {
            end();
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    private void end() throws IOException {
        byte[] text = line.toByteArray();
        line.reset();
        before = priority(text);
        byte[] whole = new byte[before.length() + text.length];
        System.arraycopy(before.getBytes(StandardCharsets.US_ASCII), 0, whole, 0, before.length());
        System.arraycopy(text, 0, whole, before.length(), text.length);
        out.write(whole);
        out.flush();
    }

    private String priority(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != ' ' && text[end] != '\n' && text[end] != '\t') {
            end++;
        }
        return end == 0 ? before : PRIORITIES.getOrDefault(new String(text, 0, end, StandardCharsets.UTF_8), ERROR);
    }

    /** What of a line is here waits for its end. */
    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }
}
