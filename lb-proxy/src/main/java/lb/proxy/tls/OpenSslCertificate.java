package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLCredential;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key in the memory of BoringSSL: an {@code SSL_CREDENTIAL}. A connection is given one or more and
 * chooses by itself what the client can do with; no callback to Java is needed for that, and no context for each certificate.
 * Netty's {@code OpenSslCredentialBuilder} has no OCSP responses, so this speaks to tcnative directly. Freed when nothing refers to it any
 * more: connections hold their own references. Any thread.
 */
final class OpenSslCertificate {
    private static final Cleaner CLEANER = Cleaner.create();

    private final long address;
    private final @Nullable OcspResponse ocsp;
    private final @Nullable OpenSslCertificate unstapled;

    private OpenSslCertificate(long address, @Nullable OcspResponse ocsp, @Nullable OpenSslCertificate unstapled) {
        this.address = address;
        this.ocsp = ocsp;
        this.unstapled = unstapled;
        CLEANER.register(this, () -> free(address));
    }

    /** @throws TlsFilesException where BoringSSL refuses the key */
    static OpenSslCertificate of(ServerCertificate certificate) throws TlsFilesException {
        OcspResponse ocsp = certificate.ocsp();
        try {
            OpenSslCertificate plain =
                    new OpenSslCertificate(credential(certificate.chain(), certificate.key(), null), null, null);
            return ocsp == null
                    ? plain
                    : new OpenSslCertificate(credential(certificate.chain(), certificate.key(), ocsp), ocsp, plain);
        } catch (Exception e) {
            throw new TlsFilesException(List.of(TlsProblem.of(
                    certificate.file(), "BoringSSL does not take the certificate or its key: " + e.getMessage())));
        }
    }

    /** Gives it to a connection, which takes those first that it was given first. */
    void addTo(long ssl, long nowMillis) throws Exception {
        OcspResponse response = ocsp;
        if (response != null
                && unstapled != null
                && response.nextUpdate() != null
                && response.nextUpdate().toEpochMilli() < nowMillis) {
            unstapled.addTo(ssl, nowMillis);
            return;
        }
        try {
            SSL.addCredential(ssl, address);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static void free(long address) {
        try {
            SSLCredential.free(address);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long credential(List<X509Certificate> chain, PrivateKey key, @Nullable OcspResponse ocsp)
            throws Exception {
        long credential = SSLCredential.newX509();
        long certificates = 0;
        long secret = 0;
        try {
            certificates = withBytes(pem("CERTIFICATE", encoded(chain)), SSL::parseX509Chain);
            secret = withBytes(pem("PRIVATE KEY", List.of(key.getEncoded())), bio -> SSL.parsePrivateKey(bio, null));
            SSLCredential.setPrivateKey(credential, secret);
            SSLCredential.setCertChain(credential, certificates);
            if (ocsp != null) {
                SSLCredential.setOcspResponse(credential, ocsp.bytes());
            }
            long made = credential;
            credential = 0;
            return made;
        } finally {
            if (credential != 0) {
                SSLCredential.free(credential);
            }
            if (certificates != 0) {
                SSL.freeX509Chain(certificates);
            }
            if (secret != 0) {
                SSL.freePrivateKey(secret);
            }
        }
    }

    private static List<byte[]> encoded(List<X509Certificate> chain) throws CertificateEncodingException {
        List<byte[]> encoded = new java.util.ArrayList<>();
        for (X509Certificate certificate : chain) {
            encoded.add(certificate.getEncoded());
        }
        return encoded;
    }

    private interface Parser {
        long parse(long bio) throws Exception;
    }

    /** What BoringSSL makes of bytes, which are overwritten where they were copied to. */
    private static long withBytes(byte[] bytes, Parser parser) throws Exception {
        ByteBuf copy = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        long bio = SSL.newMemBIO();
        try {
            if (SSL.bioWrite(bio, io.netty.internal.tcnative.Buffer.address(copy.nioBuffer()), bytes.length)
                    != bytes.length) {
                throw new IllegalStateException("BoringSSL takes no bytes");
            }
            return parser.parse(bio);
        } finally {
            SSL.freeBIO(bio);
            copy.setZero(0, bytes.length);
            copy.release();
        }
    }

    private static byte[] pem(String label, List<byte[]> blocks) {
        StringBuilder text = new StringBuilder();
        for (byte[] block : blocks) {
            text.append("-----BEGIN ").append(label).append("-----\n");
            text.append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(block));
            text.append("\n-----END ").append(label).append("-----\n");
        }
        return text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
