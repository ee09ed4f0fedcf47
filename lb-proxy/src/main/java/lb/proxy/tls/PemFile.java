package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of PEM (RFC 7468): what stands between lines of BEGIN and END. Text outside of them is nobody's, as for OpenSSL.
 *
 * <pre>
 *  -----BEGIN LABEL-----
 *  Name: value                in encrypted keys of old (RFC 1421), with an empty line behind
 *  base64 in lines
 *  -----END LABEL-----
 * </pre>
 */
final class PemFile {
    /** A longer file is none of certificates. */
    static final int MAX_BYTES = 1 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /**
     * What one BEGIN and END hold.
     *
     * @param label what they say it is
     * @param bytes what it is
     * @param line of the BEGIN, from 1 on
     * @param encrypted whether the lines before the base64 say so
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares or prints them
    record Block(String label, byte[] bytes, int line, boolean encrypted) {}

    private final Path file;
    private final List<TlsProblem> problems;
    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder base64 = new StringBuilder();
    private @Nullable String label;
    private int begin;
    private int wrong;
    private boolean encrypted;

    private PemFile(Path file, List<TlsProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What is in a file; empty only with a problem told. */
    static List<Block> read(Path file, List<TlsProblem> problems) {
        byte[] bytes = bytes(file, problems);
        return bytes == null ? List.of() : read(file, bytes, problems);
    }

    /** The bytes of a file that is there and is no longer than {@link #MAX_BYTES}; null with a problem told. */
    static byte @Nullable [] bytes(Path file, List<TlsProblem> problems) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                problems.add(
                        TlsProblem.of(file, Files.isDirectory(file) ? "is a folder, not a file" : "is not a file"));
                return null;
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                problems.add(TlsProblem.of(file, "is longer than 1 MiB"));
                return null;
            }
            if (bytes.length == 0) {
                problems.add(TlsProblem.of(file, "is empty"));
                return null;
            }
            return bytes;
        } catch (NoSuchFileException e) {
            problems.add(TlsProblem.of(file, "there is no such file"));
        } catch (AccessDeniedException e) {
            problems.add(TlsProblem.of(file, "may not be read by this process (permission denied)"));
        } catch (IOException e) {
            problems.add(TlsProblem.of(file, "cannot be read: " + e.getMessage()));
        }
        return null;
    }

    /** What is in the bytes of a file; empty only with a problem told. */
    static List<Block> read(Path file, byte[] bytes, List<TlsProblem> problems) {
        int before = problems.size();
        PemFile reader = new PemFile(file, problems);
        int number = 0;
        for (String line : new String(bytes, ISO_8859_1).lines().toList()) {
            reader.line(++number, line.strip());
        }
        if (reader.label != null) {
            reader.problem(
                    reader.begin, "BEGIN " + reader.label + " without its END: the file is cut off, or half-written");
        }
        if (reader.blocks.isEmpty() && problems.size() == before) {
            // A SEQUENCE of ASN.1, as DER and PKCS #12 begin.
            boolean binary = bytes[0] == Der.SEQUENCE && bytes.length > 1 && bytes[1] < 0;
            problems.add(TlsProblem.of(
                    file,
                    binary
                            ? "is binary (DER or PKCS #12), expected PEM: openssl x509 or openssl pkcs12 converts it"
                            : "has nothing in PEM: no line with -----BEGIN"));
        }
        return reader.blocks;
    }

    private void line(int number, String line) {
        if (line.startsWith(BEGIN) && line.endsWith(DASHES) && line.length() > BEGIN.length() + DASHES.length()) {
            if (label != null) {
                problem(begin, "BEGIN " + label + " without its END: another BEGIN comes in line " + number);
            }
            begin(number, line.substring(BEGIN.length(), line.length() - DASHES.length()));
        } else if (label == null) {
            return;
        } else if (line.startsWith(END)) {
            end(number, line);
        } else if (line.indexOf(':') > 0) {
            encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
        } else {
            if (wrong == 0 && !isBase64(line)) {
                wrong = number;
            }
            base64.append(line);
        }
    }

    private void begin(int number, String what) {
        label = TlsText.printable(what);
        begin = number;
        wrong = 0;
        encrypted = false;
        base64.setLength(0);
    }

    private void end(int number, String line) {
        String what = label;
        if (what == null) {
            return;
        }
        label = null;
        if (!line.equals(END + what + DASHES)) {
            problem(number, "expected -----END " + what + "----- for the BEGIN of line " + begin);
        } else if (wrong != 0) {
            problem(wrong, "is not base64");
        } else if (encrypted) {
            blocks.add(new Block(what, new byte[0], begin, true));
        } else {
            try {
                blocks.add(new Block(what, Base64.getDecoder().decode(base64.toString()), begin, false));
            } catch (IllegalArgumentException e) {
                problem(number, "the base64 before is cut off");
            }
        }
    }

    private static boolean isBase64(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean good = (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || c == '+'
                    || c == '/'
                    || c == '=';
            if (!good) {
                return false;
            }
        }
        return true;
    }

    private void problem(int line, String message) {
        problems.add(new TlsProblem(file, line, message));
    }
}
