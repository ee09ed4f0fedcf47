package lb.ha.track;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file that is there when something is wrong. A whole number in it says how many times, 0 for not at all, as in
 * keepalived's {@code track_file}; anything else in it counts once.
 */
final class FileLook implements Look {
    private static final int LONGEST = 64;
    private static final int MOST = 254;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final Path path;

    FileLook(Path path) {
        this.path = path;
    }

    @Override
    public int see() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
            return NUMBER.matcher(text).matches() ? Math.min(MOST, Integer.parseInt(text)) : 1;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw LookedFile.refused("read file", path, e);
        }
    }
}
