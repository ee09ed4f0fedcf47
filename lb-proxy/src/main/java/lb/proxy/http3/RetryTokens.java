package lb.proxy.http3;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens by which a client shows that it gets what is sent to its address (RFC 9000 section 8.1.2), before anything is kept of it.
 * One is good for its address and a few seconds, and for this process only. On one event loop.
 *
 * <pre>
 *  8 bytes: ms at which it was given | 32 bytes: HMAC-SHA-256 of that, the address and what follows | the first connection id
 * </pre>
 */
final class RetryTokens implements QuicTokenHandler {
    /** How long a client may take to come back with it. */
    static final long LIFETIME_MILLIS = 10_000;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int TIME_BYTES = 8;
    private static final int MAC_BYTES = 32;
    private static final int HEADER_BYTES = TIME_BYTES + MAC_BYTES;

    private final BooleanSupplier demanded;
    private final BooleanSupplier full;
    private final LongSupplier clockMillis;
    private final Mac mac;

    /**
     * With a key of its own.
     *
     * @param demanded whether a client is to show one now
     * @param full whether even who shows one is turned away now
     */
    RetryTokens(BooleanSupplier demanded, BooleanSupplier full, LongSupplier clockMillis) {
        this.demanded = demanded;
        this.full = full;
        this.clockMillis = clockMillis;
        byte[] key = new byte[MAC_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf connectionId, InetSocketAddress address) {
        if (!demanded.getAsBoolean()) {
            return false;
        }
        byte[] id = bytes(connectionId, connectionId.readerIndex(), connectionId.readableBytes());
        long now = clockMillis.getAsLong();
        out.writeLong(now).writeBytes(sign(now, address, id)).writeBytes(id);
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int length = token.readableBytes();
        if (full.getAsBoolean() || length < HEADER_BYTES || length > maxTokenLength()) {
            return -1;
        }
        int start = token.readerIndex();
        long given = token.getLong(start);
        long age = clockMillis.getAsLong() - given;
        if (age < 0 || age > LIFETIME_MILLIS) {
            return -1;
        }
        byte[] shown = bytes(token, start + TIME_BYTES, MAC_BYTES);
        byte[] id = bytes(token, start + HEADER_BYTES, length - HEADER_BYTES);
        return MessageDigest.isEqual(shown, sign(given, address, id)) ? HEADER_BYTES : -1;
    }

    @Override
    public int maxTokenLength() {
        return HEADER_BYTES + Quic.MAX_CONN_ID_LEN;
    }

    private byte[] sign(long millis, InetSocketAddress address, byte[] id) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            mac.update((byte) (millis >>> shift));
        }
        byte[] ip = address.getAddress().getAddress();
        mac.update((byte) ip.length);
        mac.update(ip);
        mac.update((byte) (address.getPort() >>> Byte.SIZE));
        mac.update((byte) address.getPort());
        mac.update(id);
        return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }

    private static byte[] bytes(ByteBuf from, int start, int length) {
        byte[] bytes = new byte[length];
        from.getBytes(start, bytes);
        return bytes;
    }
}
