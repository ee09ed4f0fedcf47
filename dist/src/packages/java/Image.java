import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the folder that the packages are made of: a Java with only the modules that lb needs, lb.jar, the launcher, and
 * the AOT cache of a short run. Run by the build, as one source file, with the JDK that the image is to have.
 *
 * <pre>
 * FOLDER/bin/lb              the launcher
 * FOLDER/conf/               examples
 * FOLDER/share/man/          pages for man
 * FOLDER/lib/lb.jar, lb.aot
 * FOLDER/runtime/            Java
 * </pre>
 *
 * All but {@code lb.aot} is the same, byte for byte, whenever it is made of the same sources with the same JDK.
 */
final class Image {
    /**
     * What jdeps finds in lb.jar, but for java.desktop, which only parts of the libraries that lb does not use ask for
     * (beans as configuration, AWT windows of JNA); and jcmd, for whoever has to look into a running node. PackagesIT
     * holds this list against jdeps.
     */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.sql",
            "java.xml",
            "jdk.httpserver",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.management",
            "jdk.unsupported");

    private Image() {}

    /**
     * Arguments: the folder to make, lb.jar, the folder of this project's sources, the time of all files in it, and
     * {@code untrained} where no AOT cache is wanted.
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Path jar = Path.of(arguments[1]);
        Path sources = Path.of(arguments[2]);
        FileTime time = FileTime.from(Instant.parse(arguments[3]));
        boolean trained = arguments.length < 5 || !arguments[4].equals("untrained");
        try {
            delete(folder);
            Files.createDirectories(folder.resolve("bin"));
            Files.createDirectories(folder.resolve("lib"));
            link(folder.resolve("runtime"));
            Files.copy(jar, folder.resolve("lib/lb.jar"));
            copyFiles(sources.resolve("conf"), folder.resolve("conf"));
            copyManual(sources.resolve("docs/man/lb.1"), folder.resolve("share/man/man1"));
            copyManual(sources.resolve("docs/man/lb.conf.5"), folder.resolve("share/man/man5"));
            Files.writeString(folder.resolve("bin/lb"), launcher(sources));
            settle(folder, time);
            if (trained) {
                Training.run(folder);
                settle(folder, time);
            }
        } catch (IOException | IllegalStateException e) {
            System.err.println("lb's packages cannot be made: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void link(Path runtime) throws IOException {
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() ->
                        new IllegalStateException("this JDK has no jlink (" + System.getProperty("java.home") + ")"));
        int result = jlink.run(
                new PrintWriter(System.out, true),
                new PrintWriter(System.err, true),
                "--add-modules=" + String.join(",", MODULES),
                "--no-header-files",
                "--no-man-pages",
                "--output=" + runtime);
        if (result != 0) {
            throw new IllegalStateException("jlink failed with the JDK in " + System.getProperty("java.home")
                    + "; it needs the folder jmods, or to be a JDK that can be linked without (as Temurin 25 is)");
        }
        // jlink makes links of licences that are the same for several modules; packages do without links.
        try (var files = Files.walk(runtime.resolve("legal"))) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
        Files.writeString(
                runtime.resolve("legal/README"),
                "What a module has no file of its own for stands in java.base: the licence of OpenJDK is that of all.\n");
        try (var folders = Files.list(runtime.resolve("legal"))) {
            for (Path module : folders.filter(Files::isDirectory).toList()) {
                try (var files = Files.list(module)) {
                    if (files.findAny().isPresent()) {
                        continue;
                    }
                }
                Files.delete(module);
            }
        }
    }

    private static String launcher(Path sources) throws IOException {
        String architecture = System.getProperty("os.arch");
        Map<String, List<String>> known = Map.of(
                "amd64", List.of("x86_64", "/lib64/ld-linux-x86-64.so.2"),
                "aarch64", List.of("aarch64", "/lib/ld-linux-aarch64.so.1"));
        List<String> machine = known.get(architecture);
        if (machine == null) {
            throw new IllegalStateException("no packages for " + architecture + " (expected: amd64 or aarch64)");
        }
        String options = Files.readString(sources.resolve("lb-admin/src/main/resources/lb/admin/launch/jvm.options"))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.joining(" "));
        return Files.readString(sources.resolve("dist/src/packages/lb.sh"))
                .replace("@machine@", machine.get(0))
                .replace("@loader@", machine.get(1))
                .replace("@options@", options);
    }

    private static void copyManual(Path page, Path folder) throws IOException {
        Files.createDirectories(folder);
        // Java's has no time and no name in its head: the same bytes whenever it is made.
        var compressed = new ByteArrayOutputStream();
        try (var out = new Best(compressed)) {
            Files.copy(page, out);
        }
        byte[] bytes = compressed.toByteArray();
        // RFC 1952 section 2.3.1, XFL: how well it was compressed, which Debian's rules ask for and Java leaves out.
        bytes[8] = 2;
        Files.write(folder.resolve(page.getFileName() + ".gz"), bytes);
    }

    private static final class Best extends GZIPOutputStream {
        Best(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /**
     * One time and one of two modes for everything, whoever builds. Before the training, since the JVM takes a cache
     * only for a jar of the same time.
     */
    private static void settle(Path folder, FileTime time) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                boolean runs = Files.isDirectory(file)
                        || file.getParent().endsWith("bin")
                        || file.endsWith("lib/jexec")
                        || file.endsWith("lib/jspawnhelper");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
                Files.setLastModifiedTime(file, time);
            }
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException error) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
