package lb.proxy.tls;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of files without reading them. Links are followed, so that another file behind one is another file.
 *
 * @param files by their paths; what is not there, or cannot be asked about, is missing
 */
public record FilesSeen(Map<Path, Facts> files) {
    /** There are none. */
    static final FilesSeen NONE = new FilesSeen(Map.of());

    /**
     * One file.
     *
     * @param size in bytes; 0 for a folder, whose size says nothing
     * @param modified when its content was written
     * @param identity device and inode
     */
    public record Facts(
            long size, FileTime modified, @Nullable Object identity) {}

    public FilesSeen {
        files = Map.copyOf(files);
    }

    /** Looks at files, and at what is in folders. Waits for the disk. */
    public static FilesSeen of(Collection<Path> paths) {
        Map<Path, Facts> found = new HashMap<>();
        for (Path path : paths) {
            if (look(path, found)) {
                try (Stream<Path> entries = Files.list(path)) {
                    entries.filter(entry -> !String.valueOf(entry.getFileName()).startsWith("."))
                            .forEach(entry -> look(entry, found));
                } catch (IOException | java.io.UncheckedIOException e) {
                    // As if it were empty: whoever reads it says why.
                    found.remove(path);
                }
            }
        }
        return new FilesSeen(found);
    }

    /** Whether it is a folder. */
    private static boolean look(Path path, Map<Path, Facts> found) {
        try {
            BasicFileAttributes facts =
                    FileSystems.getDefault().provider().readAttributesIfExists(path, BasicFileAttributes.class);
            if (facts == null) {
                return false;
            }
            boolean folder = facts.isDirectory();
            found.put(path, new Facts(folder ? 0 : facts.size(), facts.lastModifiedTime(), facts.fileKey()));
            return folder;
        } catch (IOException e) {
            return false;
        }
    }

    /** What is other than before: came, went or was written. */
    Set<Path> changedSince(FilesSeen before) {
        Set<Path> changed = new HashSet<>();
        files.forEach((path, facts) -> {
            if (!facts.equals(before.files.get(path))) {
                changed.add(path);
            }
        });
        for (Path path : before.files.keySet()) {
            if (!files.containsKey(path)) {
                changed.add(path);
            }
        }
        return changed;
    }
}
