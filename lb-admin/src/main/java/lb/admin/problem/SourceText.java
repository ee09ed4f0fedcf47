package lb.admin.problem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of one file.
 *
 * @param path where it is
 * @param shown as the user named it, or as it was included
 */
public record SourceText(Path path, String shown, String text) {
    /** Far above any real file; what is longer is no configuration. */
    static final int MOST_BYTES = 1 << 20;

    /** The parser and what comes after it go down one call, and more, for each level. */
    private static final int MOST_NESTED = 50;

    private static final Pattern SECRET = Pattern.compile("(?i)pass|users|auth|secret|token");

    /**
     * Reads a file.
     *
     * @throws BrokenFileException when it is no text file that may be read
     */
    public static SourceText read(Path path, String shown) {
        return of(path, shown, bytes(path, shown));
    }

    /**
     * Any text, such as a password.
     *
     * @throws BrokenFileException when it may not be read or is no text
     */
    public static String readAll(Path path, String shown) {
        return decoded(shown, bytes(path, shown));
    }

    private static byte[] bytes(Path path, String shown) {
        try {
            if (Files.isDirectory(path)) {
                throw new BrokenFileException(shown, 0, "is a directory (expected: a file)");
            }
            // A pipe would be waited for, and a device never ends.
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new BrokenFileException(shown, 0, "is a pipe, socket or device (expected: a file)");
            }
            try (var in = Files.newInputStream(path)) {
                return in.readNBytes(MOST_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            throw new BrokenFileException(shown, 0, "there is no such file");
        } catch (AccessDeniedException e) {
            throw new BrokenFileException(shown, 0, "may not be read by user " + System.getProperty("user.name"));
        } catch (IOException e) {
            throw new BrokenFileException(shown, 0, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * The text that bytes are.
     *
     * @throws BrokenFileException when they are none
     */
    public static SourceText of(Path path, String shown, byte[] bytes) {
        var text = decoded(shown, bytes);
        if (text.startsWith("\ufeff")) {
            text = text.substring(1);
        }
        refuseControlCharacters(shown, text);
        return new SourceText(path, shown, text);
    }

    private static String decoded(String shown, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new BrokenFileException(shown, 0, "is longer than 1 MiB");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BrokenFileException(shown, 0, "is not UTF-8 text");
        }
    }

    /** The first line, from 1, that matches; 0 for none. */
    public int lineOf(Pattern pattern) {
        var lines = text.lines().toList();
        for (var i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).find()) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Whether a message that quotes this line could tell a password. */
    public boolean secretNear(int line) {
        List<String> lines = text.lines().toList();
        var from = Math.max(0, line - 4);
        var to = Math.min(lines.size(), line + 1);
        return from >= to
                || lines.subList(from, to).stream()
                        .anyMatch(one -> SECRET.matcher(one).find());
    }

    private static void refuseControlCharacters(String shown, String text) {
        var line = 1;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\n') {
                line++;
            } else if (c < ' ' && c != '\t' && c != '\r' && c != '\f') {
                throw new BrokenFileException(
                        shown, line, "is not a text file: it holds a byte of value %d".formatted((int) c));
            }
        }
    }

    /**
     * For a parser of HOCON that goes down a call for each level.
     *
     * @throws BrokenFileException when brackets are nested more deeply than any real file's
     */
    public void refuseDeepNesting() {
        var depth = 0;
        var line = 1;
        var quoted = false;
        var comment = false;
        // Each dot of a key is a level, too.
        var dots = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            dots = quoted || comment || "\n{},=:[] ".indexOf(c) >= 0 ? 0 : dots + (c == '.' ? 1 : 0);
            if (dots > MOST_NESTED) {
                throw tooDeep(shown, line);
            }
            if (c == '\n') {
                line++;
                comment = false;
                // Only a string in three quotes goes on in the next line; brackets in one are few.
                quoted = false;
            } else if (c == '"' && !comment) {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (!quoted && (c == '#' || text.startsWith("//", i))) {
                comment = true;
            } else if (!quoted && !comment && (c == '{' || c == '[')) {
                depth++;
                if (depth > MOST_NESTED) {
                    throw tooDeep(shown, line);
                }
            } else if (!quoted && !comment && (c == '}' || c == ']')) {
                depth--;
            }
        }
    }

    private static BrokenFileException tooDeep(String shown, int line) {
        return new BrokenFileException(shown, line, "is nested more than %d levels deep".formatted(MOST_NESTED));
    }
}
