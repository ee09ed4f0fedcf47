package lb.ha.track;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A file, or a folder, that has to be there, whatever is in it. */
final class NeededFileLook implements Look {
    private final Path path;

    NeededFileLook(Path path) {
        this.path = path;
    }

    @Override
    public int see() throws IOException {
        try {
            Files.readAttributes(path, BasicFileAttributes.class);
            return 0;
        } catch (NoSuchFileException e) {
            return 1;
        } catch (IOException e) {
            throw LookedFile.refused("look for file", path, e);
        }
    }
}
