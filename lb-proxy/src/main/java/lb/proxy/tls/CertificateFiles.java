package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.proxy.settings.CertificateFile;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are meant by a file, a folder, or one of HAProxy's lists:
 *
 * <pre>
 *  # a comment
 *  FILE
 *  FILE NAME *.NAME !NAME
 *  FILE [OPTION VALUE ...] NAME ...
 * </pre>
 */
public final class CertificateFiles {
    /** What goes along with a certificate, by the ends of names. */
    private static final List<String> BESIDE = List.of(".key", ".ocsp", ".issuer", ".sctl");

    /** Certificates of one name with keys of different kinds, by the ends of names. */
    static final List<String> BUNDLE = List.of(".ecdsa", ".rsa");

    /** What HAProxy 2.6 takes between brackets. */
    private static final Set<String> OPTIONS = Set.of(
            "allow-0rtt",
            "alpn",
            "ca-file",
            "ca-verify-file",
            "ciphers",
            "ciphersuites",
            "crl-file",
            "curves",
            "ecdhe",
            "no-ca-names",
            "npn",
            "ssl-max-ver",
            "ssl-min-ver",
            "verify");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private CertificateFiles() {}

    /**
     * Those of a path: itself if it is a file; if it is a folder, all files in it, by their names in their order, but hidden
     * ones and those that go along with others ({@code .key}, {@code .ocsp}, {@code .issuer}, {@code .sctl}); if there is
     * nothing but {@code PATH.ecdsa} or {@code PATH.rsa}, those.
     *
     * @param problems what is wrong is added to
     */
    public static List<CertificateFile> expand(Path path, List<TlsProblem> problems) {
        return expand(new CertificateFile(path), problems);
    }

    /** Likewise, with what else is said of it. */
    static List<CertificateFile> expand(CertificateFile file, List<TlsProblem> problems) {
        Path path = file.file();
        if (Files.isDirectory(path)) {
            return folder(file, problems);
        }
        if (!Files.exists(path)) {
            List<CertificateFile> bundle = BUNDLE.stream()
                    .map(end -> Path.of(path + end))
                    .filter(Files::exists)
                    .map(found -> new CertificateFile(found, file.key(), file.ocsp(), file.names()))
                    .toList();
            if (!bundle.isEmpty()) {
                return bundle;
            }
        }
        return List.of(file);
    }

    private static List<CertificateFile> folder(CertificateFile folder, List<TlsProblem> problems) {
        Path path = folder.file();
        if (folder.key() != null || folder.ocsp() != null) {
            problems.add(TlsProblem.of(path, "is a folder: its certificates cannot have one key or OCSP response"));
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<CertificateFile> found = entries.filter(CertificateFiles::isCertificate)
                    .sorted()
                    .map(file -> new CertificateFile(file, null, null, folder.names()))
                    .toList();
            if (found.isEmpty()) {
                problems.add(TlsProblem.of(path, "is a folder without certificates"));
            }
            return found;
        } catch (IOException e) {
            problems.add(TlsProblem.of(path, "is a folder that cannot be read: " + e.getMessage()));
            return List.of();
        }
    }

    private static boolean isCertificate(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && BESIDE.stream().noneMatch(name::endsWith) && Files.isRegularFile(file);
    }

    /**
     * Those of one of HAProxy's lists ({@code crt-list}). Whether their files can be read is not looked at.
     *
     * @param base what names of files without a slash at their beginning are looked up in ({@code crt-base}); null for the
     *     folder that the process works in
     * @param problems what is wrong is added to
     */
    public static List<CertificateFile> list(Path list, @Nullable Path base, List<TlsProblem> problems) {
        byte[] bytes = PemFile.bytes(list, problems);
        return bytes == null ? List.of() : list(list, bytes, base, problems);
    }

    static List<CertificateFile> list(Path list, byte[] bytes, @Nullable Path base, List<TlsProblem> problems) {
        int before = problems.size();
        List<CertificateFile> files = new ArrayList<>();
        int number = 0;
        for (String line : new String(bytes, ISO_8859_1).lines().toList()) {
            number++;
            String text = line.strip();
            if (!text.isEmpty() && !text.startsWith("#")) {
                files.addAll(entry(list, number, text, base, problems));
            }
        }
        if (files.isEmpty() && problems.size() == before) {
            problems.add(TlsProblem.of(list, "has no certificate (expected a file in each line)"));
        }
        return files;
    }

    private static List<CertificateFile> entry(
            Path list, int number, String text, @Nullable Path base, List<TlsProblem> problems) {
        int before = problems.size();
        String rest = text;
        int open = text.indexOf('[');
        if (open >= 0) {
            int close = text.indexOf(']', open);
            if (close < 0) {
                problems.add(new TlsProblem(list, number, "[ without its ]"));
                return List.of();
            }
            options(list, number, text.substring(open + 1, close), problems);
            rest = text.substring(0, open) + " " + text.substring(close + 1);
        }
        List<String> words = words(rest);
        if (open == 0 || words.getFirst().isEmpty()) {
            problems.add(new TlsProblem(list, number, "expected the file of a certificate first"));
            return List.of();
        }
        for (String name : words.subList(1, words.size())) {
            if (HostNames.canonical(name.startsWith("!") ? name.substring(1) : name) == null) {
                problems.add(new TlsProblem(list, number, CertificateReader.noName(name)));
            }
        }
        try {
            Path file =
                    Path.of(new String(words.getFirst().getBytes(ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8));
            Path resolved = base == null ? file : base.resolve(file);
            return problems.size() > before
                    ? List.of()
                    : expand(new CertificateFile(resolved, null, null, words.subList(1, words.size())), problems);
        } catch (InvalidPathException e) {
            problems.add(new TlsProblem(list, number, "is no name of a file: " + TlsText.printable(words.getFirst())));
            return List.of();
        }
    }

    /** One at least, which may be empty. */
    private static List<String> words(String text) {
        return BLANKS.splitAsStream(text.strip()).toList();
    }

    private static void options(Path list, int number, String options, List<TlsProblem> problems) {
        for (String word : words(options)) {
            String option = word.toLowerCase(Locale.ROOT);
            if (OPTIONS.contains(option)) {
                problems.add(new TlsProblem(
                        list,
                        number,
                        "the option " + option + " of a single certificate is not supported (set it for the bind)"));
                return;
            }
        }
        if (!options.isBlank()) {
            String word = words(options).getFirst();
            problems.add(new TlsProblem(
                    list,
                    number,
                    "unknown option \"" + TlsText.printable(word) + "\""
                            + TlsText.didYouMean(word, OPTIONS.stream().sorted().toList())));
        }
    }
}
