package lb.admin.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.ForeignFile;
import lb.admin.config.NodeIdentity;
import lb.admin.keepalived.NodeFiles;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.Place;
import lb.admin.problem.Problem;
import lb.admin.problem.Problems;
import lb.admin.problem.SourceText;

/**
 * The files of one command line, read, each with those of its kind.
 *
 * @param haproxy those of HAProxy, in their order
 * @param keepalived those of keepalived
 * @param nginx those of nginx
 * @param own those of lb itself
 */
record GivenFiles(List<SourceText> haproxy, List<SourceText> keepalived, List<SourceText> nginx, List<SourceText> own) {
    /** Of all together; one has 1 MiB at most. */
    private static final int MOST_CHARACTERS = 4 << 20;

    /**
     * Reads them.
     *
     * @param problems gets each one that cannot be read
     * @throws BrokenFileException if none can be
     */
    static GivenFiles read(List<Path> files, Problems problems) {
        GivenFiles given = new GivenFiles(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        long characters = 0;
        for (Path file : files) {
            try {
                SourceText source = SourceText.read(file, file.toString());
                characters += source.text().length();
                if (characters > MOST_CHARACTERS) {
                    throw new BrokenFileException(
                            source.shown(), 0, "all files up to this one are longer than 4 MiB together");
                }
                given.add(source);
            } catch (BrokenFileException e) {
                if (files.size() == 1) {
                    throw e;
                }
                tell(e, problems);
            }
        }
        if (given.isEmpty()) {
            Problem first = problems.errors(List.of()).getFirst();
            throw new BrokenFileException(first.file(), first.line(), first.message());
        }
        return given;
    }

    static void tell(BrokenFileException broken, Problems problems) {
        Problem problem = broken.problem();
        problems.error(new Place(problem.file(), problem.line()), problem.message());
    }

    private void add(SourceText source) {
        List<SourceText> kind = switch (ForeignFile.programOf(source.text())) {
            case HAPROXY -> haproxy;
            case KEEPALIVED -> keepalived;
            case NGINX -> nginx;
            case NONE -> own;
        };
        kind.add(source);
    }

    /** The first node that files of several nodes are for, where the machine is none of them; else the machine as it is. */
    static NodeIdentity oneOfTheirNodes(List<Path> files, NodeIdentity machine) {
        try {
            // What is wrong with them is told when they are read once more.
            return NodeFiles.oneOf(read(files, new Problems()).keepalived(), machine);
        } catch (BrokenFileException e) {
            return machine;
        }
    }

    private boolean isEmpty() {
        return haproxy.isEmpty() && keepalived.isEmpty() && nginx.isEmpty() && own.isEmpty();
    }

    /**
     * Files, with those that stand in a folder in its place: its {@code *.cfg} in the order of their bytes, but for hidden
     * ones, as HAProxy reads a folder. One without any stays as it is, and cannot be read then.
     */
    static List<Path> expanded(List<Path> files) {
        List<Path> expanded = new ArrayList<>();
        for (Path file : files) {
            List<Path> inside = Files.isDirectory(file) ? configurationsIn(file) : List.of();
            expanded.addAll(inside.isEmpty() ? List.of(file) : inside);
        }
        return expanded;
    }

    private static List<Path> configurationsIn(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*.cfg")) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().startsWith(".") && Files.isRegularFile(entry)) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            // Told when the folder itself is read as a file.
            return List.of();
        }
        return found.stream().sorted().toList();
    }
}
