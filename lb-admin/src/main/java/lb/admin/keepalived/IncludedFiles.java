package lb.admin.keepalived;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import lb.admin.problem.SourceText;

/** The files that an {@code include} names: relative to the file it stands in, with *, ?, […] and {a,b} in any part. */
final class IncludedFiles {
    private static final Pattern WILD = Pattern.compile(".*[*?\\[{].*");
    private static final int MOST = 1000;

    private IncludedFiles() {}

    /** Those that are there, in the order of their names. */
    static List<Path> matching(String pattern, SourceText file) {
        try {
            Path folder = file.path().toAbsolutePath().getParent();
            Path start = pattern.startsWith("/") || folder == null ? Path.of("/") : folder;
            List<Path> found = List.of(start);
            for (String part : pattern.split("/+", -1)) {
                if (!part.isEmpty()) {
                    found = below(found, part);
                }
            }
            return found.stream().filter(Files::isRegularFile).toList();
        } catch (InvalidPathException | PatternSyntaxException e) {
            return List.of();
        }
    }

    private static List<Path> below(List<Path> folders, String part) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (!WILD.matcher(part).matches()) {
                found.add(folder.resolve(part).normalize());
            } else {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, part)) {
                    for (Path entry : entries) {
                        // As in a shell, a file that is hidden is named with its dot.
                        if (found.size() < MOST
                                && (part.startsWith(".")
                                        || !entry.getFileName().toString().startsWith("."))) {
                            found.add(entry);
                        }
                    }
                } catch (IOException | DirectoryIteratorException e) {
                    // A folder that is not there, or may not be read, has nothing in it.
                }
            }
        }
        return found.stream().sorted().toList();
    }
}
