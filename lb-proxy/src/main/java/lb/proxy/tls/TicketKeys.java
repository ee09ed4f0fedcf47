package lb.proxy.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import lb.proxy.settings.SessionTickets;
import org.jspecify.annotations.Nullable;

/**
 * The keys that session tickets are encrypted with (RFC 5077 section 4), 48 bytes each:
 *
 * <pre>
 *  name 16 | HMAC-SHA256 key 16 | AES-128 key 16
 * </pre>
 *
 * Made from a secret for each period of wall-clock time, half a lifetime long, by HKDF-SHA256 (RFC 5869), so that all nodes
 * that have the secret have the same keys without a word between them. Accepted are those of this period, the two before,
 * which a ticket of full age may have, and the next one, in which another node's clock may be already. Pure; any thread.
 */
final class TicketKeys {
    static final int SIZE = 48;

    private static final int LEAST_SECRET = 32;
    private static final int NAME = 16;
    private static final int KEY = 16;
    private static final int HAPROXY_LONG = 80;
    private static final int HAPROXY_KEYS = 3;

    private final byte[] secret;
    private final long period;

    /** Those of a file, in place of made ones. */
    private final @Nullable List<byte[]> fixed;

    private TicketKeys(byte[] secret, Duration lifetime, @Nullable List<byte[]> fixed) {
        this.secret = secret;
        this.period = Math.max(500, lifetime.toMillis() / 2);
        this.fixed = fixed;
    }

    /** Reads what there is to read; null with a problem told. */
    static @Nullable TicketKeys load(SessionTickets settings, List<TlsProblem> problems) {
        Path keys = settings.keys();
        if (keys != null) {
            List<byte[]> read = haproxyKeys(keys, problems);
            return read == null ? null : new TicketKeys(new byte[0], settings.lifetime(), read);
        }
        Path file = settings.secret();
        if (file == null) {
            byte[] own = new byte[LEAST_SECRET];
            new SecureRandom().nextBytes(own);
            return of(own, settings.lifetime());
        }
        byte[] secret = PemFile.bytes(file, problems);
        if (secret != null && secret.length < LEAST_SECRET) {
            problems.add(TlsProblem.of(
                    file,
                    "a secret of " + secret.length + " bytes is too short (expected " + LEAST_SECRET
                            + " or more, such as openssl rand -base64 48 makes)"));
            return null;
        }
        return secret == null ? null : of(secret, settings.lifetime());
    }

    static TicketKeys of(byte[] secret, Duration lifetime) {
        return new TicketKeys(secret.clone(), lifetime, null);
    }

    /** The period of a moment, in which the keys stay the same. */
    long period(long epochMillis) {
        return fixed == null ? Math.floorDiv(epochMillis, period) : 0;
    }

    /** The keys of a period: the first for new tickets, the others accepted. */
    List<byte[]> keys(long at) {
        return fixed != null ? fixed : List.of(key(at), key(at + 1), key(at - 1), key(at - 2));
    }

    private byte[] key(long at) {
        ByteBuffer info = ByteBuffer.allocate(64)
                .put("lb session ticket".getBytes(StandardCharsets.US_ASCII))
                .putLong(period)
                .putLong(at)
                .flip();
        return hkdf(secret, Arrays.copyOf(info.array(), info.limit()), SIZE);
    }

    private static byte[] hkdf(byte[] secret, byte[] info, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** HAProxy's tls-ticket-keys: a line for each key; the last but one of the last three is for new tickets. */
    private static @Nullable List<byte[]> haproxyKeys(Path file, List<TlsProblem> problems) {
        byte[] bytes = PemFile.bytes(file, problems);
        if (bytes == null) {
            return null;
        }
        int before = problems.size();
        List<byte[]> keys = new ArrayList<>();
        int number = 0;
        int size = 0;
        for (String line :
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList()) {
            number++;
            byte[] key = base64(line.strip());
            if (line.isBlank()) {
                continue;
            }
            if (key == null || (key.length != SIZE && key.length != HAPROXY_LONG)) {
                problems.add(new TlsProblem(
                        file,
                        number,
                        "is not a ticket key: " + (key == null ? "not base64" : key.length + " bytes")
                                + " (expected 48 or 80 bytes in base64)"));
                continue;
            }
            size = size == 0 ? key.length : size;
            if (key.length != size) {
                problems.add(new TlsProblem(
                        file,
                        number,
                        "has " + key.length + " bytes, the first key " + size + ": they cannot be mixed"));
                continue;
            }
            keys.add(key.length == SIZE ? key : shortened(key));
        }
        if (problems.size() > before) {
            return null;
        }
        if (keys.size() < HAPROXY_KEYS) {
            problems.add(TlsProblem.of(file, "has " + keys.size() + " keys, expected " + HAPROXY_KEYS + " or more"));
            return null;
        }
        List<byte[]> last = keys.subList(keys.size() - HAPROXY_KEYS, keys.size());
        return List.of(last.get(1), last.get(2), last.get(0));
    }

    /** A key for HMAC and AES of 256 bits each, which tcnative has not, as one of 128: the same name, other keys. */
    private static byte[] shortened(byte[] key) {
        byte[] made = Arrays.copyOf(key, SIZE);
        byte[] keys = hkdf(Arrays.copyOfRange(key, NAME, key.length), Arrays.copyOf(key, NAME), 2 * KEY);
        System.arraycopy(keys, 0, made, NAME, 2 * KEY);
        return made;
    }

    private static byte @Nullable [] base64(String line) {
        try {
            return Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
