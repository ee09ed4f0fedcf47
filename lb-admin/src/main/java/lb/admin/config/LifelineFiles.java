package lb.admin.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.SourceText;
import lb.ha.lifeline.NodeCertificate;

/** The files of a lifeline: {@code <node>.crt} and {@code <node>.key}, both PEM, the key as PKCS #8. */
public final class LifelineFiles {
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final int LINE = 64;

    private LifelineFiles() {}

    static String certificateName(String node) {
        return node + ".crt";
    }

    static String keyName(String node) {
        return node + ".key";
    }

    /** Whether this can be the name of a node. */
    public static boolean isNodeName(String name) {
        return Section.NAME.matcher(name).matches();
    }

    /** The names of the files of nodes, certificate and key of each, in order. */
    public static List<String> names(List<String> nodes) {
        return nodes.stream()
                .flatMap(node -> List.of(certificateName(node), keyName(node)).stream())
                .toList();
    }

    /**
     * Writes a file that only its owner can read, and that is not there yet.
     *
     * @throws IOException where there is one already, or it cannot be written
     */
    private static void write(Path file, String text) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Makes a directory, if it is not there, and the key and certificate of nodes in it. Either all of them or none.
     *
     * @param made in the order of the nodes
     * @throws IOException where one of the files is there already, or cannot be written
     */
    public static void write(Path directory, List<String> nodes, List<NodeCertificate> made) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        var written = new ArrayList<Path>();
        try {
            for (var i = 0; i < nodes.size(); i++) {
                var certificate = directory.resolve(certificateName(nodes.get(i)));
                write(certificate, pem(CERTIFICATE, encoded(made.get(i).certificate())));
                written.add(certificate);
                var key = directory.resolve(keyName(nodes.get(i)));
                write(key, pem(PRIVATE_KEY, made.get(i).keys().getPrivate().getEncoded()));
                written.add(key);
            }
        } catch (IOException e) {
            for (var file : written) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    private static byte[] encoded(X509Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** RFC 7468. */
    private static String pem(String label, byte[] der) {
        var text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    /**
     * A certificate.
     *
     * @throws BrokenFileException when the file cannot be read
     * @throws ValueException when it is none
     */
    static X509Certificate certificate(Path file) throws ValueException {
        var text = SourceText.readAll(file, file.toString());
        try {
            var bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        } catch (GeneralSecurityException e) {
            throw new ValueException("is no certificate (expected: PEM, as \"lb init --lifeline\" writes it)");
        }
    }

    /**
     * The private key of a certificate.
     *
     * @throws BrokenFileException when the file cannot be read
     * @throws ValueException when it is none, or that of another certificate
     */
    static PrivateKey key(Path file, X509Certificate certificate) throws ValueException {
        var text = SourceText.readAll(file, file.toString());
        var begin = "-----BEGIN " + PRIVATE_KEY + "-----";
        var from = text.indexOf(begin);
        var to = text.indexOf("-----END " + PRIVATE_KEY + "-----");
        if (from < 0 || to < from) {
            throw new ValueException("is no private key (expected: PEM, \"" + begin + "\")");
        }
        try {
            var der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
            var key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(der));
            if (!belongTogether(key, certificate)) {
                throw new ValueException("is the key of another certificate than the one beside it");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ValueException("is no private key for the certificate beside it: " + e.getMessage());
        }
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        var algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        var proof = "lb".getBytes(StandardCharsets.US_ASCII);
        var sign = Signature.getInstance(algorithm);
        sign.initSign(key);
        sign.update(proof);
        var verify = Signature.getInstance(algorithm);
        verify.initVerify(certificate.getPublicKey());
        verify.update(proof);
        return verify.verify(sign.sign());
    }
}
