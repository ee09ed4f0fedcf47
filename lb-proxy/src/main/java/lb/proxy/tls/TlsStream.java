package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DuplexChannel;
import java.io.EOFException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import lb.proxy.loop.LentBuffers;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection in TLS: its plaintext and its ends, made of those of a raw stream by an engine. On the connection's event loop.
 *
 * <pre>
 *            read                      received, receiveComplete
 *   user  ----------&gt;  TlsStream  --------------------------------&gt;  user       one turn: the plaintext of all whole
 *         write, flush     |  ^   received                                       records of one receive, in a lent buffer
 *                          v  |
 *                       raw stream                                               one record for what one flush sends
 * </pre>
 *
 * <p>What one {@link #read} asks for is one receive; where that brings no plaintext (a part of a record, session tickets),
 * the next. Records that find no room wait as they came, and nothing is received meanwhile. The peer's close_notify is the end
 * of the input; an end without it as well, but a {@linkplain #isCut cut}. Ours goes before every end of the output but a reset.
 *
 * <p>Neither renegotiation (RFC 5746) nor more than {@value #MOST_QUIET} records in a row that bring nothing are taken.
 */
public final class TlsStream implements Stream, Stream.User {
    /** Key updates, empty records and alerts without a byte of plaintext between them. */
    private static final int MOST_QUIET = 32;

    /** A record as long as the standard lets one become (RFC 5246 section 6.2.3), with its header. */
    private static final int MOST_OF_RECORD = 16 * 1024 + 2048 + 5;

    private final LoopContext loop;
    private final Stream raw;
    private final TlsRecords records;
    private final TlsChannel events;
    private final Runnable turn = this::deliver;
    private final @Nullable String serverName;

    /** In ms since 1970: sessions made before are resumed ones. */
    private final long began;

    private User user;

    /** Null when it is over. */
    private @Nullable TlsHandshake handshake;

    private @Nullable TlsFacts facts;

    /** The first plaintext, which OpenSSL's engine brings with the end of the handshake. */
    private @Nullable ByteBuf early;

    /** What has come and is not decrypted yet. */
    private @Nullable ByteBuf ciphertext;

    /** Plaintext that was written and is not encrypted yet. */
    private @Nullable ByteBuf unsent;

    /** Whether that is in a buffer of ours. */
    private boolean unsentIsOurs;

    private boolean isComputing;
    private boolean wantsInput;

    /** Whether what has come is being looked at: a read need not see to itself. */
    private boolean isReceiving;

    /** Whether the user was told of bytes in this turn. */
    private boolean wasTold;

    private boolean turnIsScheduled;
    private boolean rawEnded;
    private boolean peerClosed;
    private boolean endIsTold;
    private boolean closeIsSent;
    private boolean isReset;
    private boolean isReleased;
    private int quiet;
    private @Nullable Exception failure;

    private TlsStream(
            LoopContext loop,
            DuplexChannel channel,
            SSLEngine engine,
            @Nullable String serverName,
            TlsHandshake handshake) {
        this.loop = loop;
        this.serverName = serverName;
        began = loop.currentTimeMillis();
        this.handshake = handshake;
        records = new TlsRecords(engine);
        events = new TlsChannel(this);
        user = events;
        channel.pipeline().addFirst(events);
        raw = loop.stream(channel, this);
    }

    /**
     * Begins the handshake. Until somebody else {@linkplain #use uses} it, what comes is told to the channel's handlers.
     *
     * @param channel connected; its handlers are told of the plaintext's ends from now on
     * @param engine not begun; released with the connection
     * @param serverName the one that was asked for; null for none
     * @param first what the peer has sent already; null for nothing
     * @param handshake told how it ended, perhaps before this returns
     */
    public static TlsStream begin(
            LoopContext loop,
            DuplexChannel channel,
            SSLEngine engine,
            @Nullable String serverName,
            @Nullable ByteBuf first,
            TlsHandshake handshake) {
        TlsStream stream = new TlsStream(loop, channel, engine, serverName, handshake);
        stream.ciphertext = first;
        stream.start();
        return stream;
    }

    /** Whose bytes these are from now on. */
    public TlsStream use(User other) {
        user = other;
        return this;
    }

    /** What is known since the handshake. */
    public TlsFacts facts() {
        if (facts == null) {
            throw new IllegalStateException("before the end of the handshake");
        }
        return facts;
    }

    // The handshake

    private void start() {
        try {
            records.beginHandshake();
        } catch (SSLException | RuntimeException e) {
            handshakeFailed(e);
            return;
        }
        shakeHands();
        awaitPeer();
    }

    /** As far as it goes with what has come. */
    private void shakeHands() {
        try {
            while (handshake != null && !isReleased && !isComputing) {
                switch (records.status()) {
                    case NEED_TASK -> compute();
                    case NEED_WRAP -> {
                        if (!records.wrapOne(raw) && records.status() == HandshakeStatus.NEED_WRAP) {
                            throw new SSLException("the handshake does not go on");
                        }
                    }
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        if (!unwrapHandshake()) {
                            return;
                        }
                    }
                    case FINISHED, NOT_HANDSHAKING -> established();
                }
            }
        } catch (SSLException | RuntimeException e) {
            handshakeFailed(e);
        } finally {
            if (!isReleased) {
                records.send(raw);
                raw.flush();
            }
        }
    }

    /** Takes a record; false if there is none. */
    private boolean unwrapHandshake() throws SSLException {
        ByteBuf in = ciphertext == null ? Unpooled.EMPTY_BUFFER : ciphertext;
        boolean isThere = isWhole(in);
        ByteBuf plain = lend();
        try {
            // OpenSSL's knows only then that the record before was the last.
            SSLEngineResult result = records.unwrap(in, plain);
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                throw new SSLException("the peer has ended the connection in the handshake");
            }
            if (plain.isReadable()) {
                early = keep(plain.retain());
            }
            boolean waits = records.status() == HandshakeStatus.NEED_UNWRAP && result.bytesConsumed() == 0;
            if (waits && isThere) {
                throw new SSLException("the handshake does not go on: " + result);
            }
            return !waits;
        } finally {
            plain.release();
        }
    }

    private void compute() {
        if (records.computesAtOnce()) {
            records.compute();
            records.refresh();
            return;
        }
        isComputing = true;
        Thread.ofVirtual().name("lb-tls").start(() -> {
            try {
                records.compute();
            } finally {
                loop.eventLoop().execute(this::computed);
            }
        });
    }

    private void computed() {
        isComputing = false;
        if (isReleased) {
            records.release();
        } else {
            records.refresh();
            shakeHands();
            awaitPeer();
        }
    }

    private void established() throws SSLException {
        TlsHandshake told = handshake;
        if (told == null) {
            return;
        }
        records.refresh();
        records.wrapOwn(raw);
        facts = new HandshakeFacts(records.engine(), serverName, began);
        handshake = null;
        records.send(raw);
        raw.flush();
        told.established(this);
    }

    private void handshakeFailed(Exception cause) {
        TlsHandshake told = handshake;
        if (told != null && !isReleased) {
            handshake = null;
            failure = cause;
            sendAlert();
            told.failed(cause);
        }
    }

    /** What the engine has to say of a failure. */
    private void sendAlert() {
        try {
            records.refresh();
            records.wrapOwn(raw);
        } catch (SSLException | RuntimeException e) { // It is the failure itself once more.
            if (failure == null) {
                failure = e;
            }
        }
        records.send(raw);
        raw.flush();
    }

    private void awaitPeer() {
        if (handshake != null && !isComputing && !isReleased) {
            if (rawEnded) {
                handshakeFailed(new EOFException("the peer has ended the connection in the handshake"));
            } else {
                raw.read();
            }
        }
    }

    // In

    @Override
    public void read() {
        if (wantsInput || endIsTold || isReleased) {
            return;
        }
        wantsInput = true;
        if (!isReceiving && handshake == null) {
            askForMore();
        }
    }

    private void askForMore() {
        ByteBuf in = ciphertext;
        if (failure != null || peerClosed || rawEnded || early != null || (in != null && TlsRecords.isWhole(in))) {
            if (!turnIsScheduled) {
                turnIsScheduled = true;
                loop.eventLoop().execute(turn);
            }
        } else {
            raw.read();
        }
    }

    /** What came before it was asked for. */
    private void deliver() {
        turnIsScheduled = false;
        if (isReleased || !wantsInput || isReceiving) {
            return;
        }
        try {
            isReceiving = true;
            decrypt();
            receiveComplete();
        } catch (Throwable t) { // A task's would be nobody's.
            isReceiving = false;
            fail(t);
        }
    }

    @Override
    public void received(ByteBuf bytes) {
        if (isReleased || peerClosed || failure != null) {
            bytes.release();
            return;
        }
        isReceiving = true;
        ByteBuf before = ciphertext;
        if (before == null) {
            ciphertext = bytes;
        } else {
            try {
                ciphertext = joined(before, bytes);
            } finally {
                bytes.release();
            }
        }
        if (handshake != null) {
            shakeHands();
        }
        if (handshake == null && wantsInput && !isReleased) {
            decrypt();
        }
    }

    private ByteBuf joined(ByteBuf before, ByteBuf more) {
        if (before.writableBytes() >= more.readableBytes()) {
            return before.writeBytes(more);
        }
        int record = Math.min(TlsRecords.length(before), MOST_OF_RECORD);
        ByteBuf joined = allocator().directBuffer(Math.max(before.readableBytes() + more.readableBytes(), record));
        joined.writeBytes(before).writeBytes(more);
        before.release();
        return joined;
    }

    @Override
    public void receiveComplete() {
        isReceiving = true;
        if (wasTold) {
            wasTold = false;
            user.receiveComplete();
        }
        isReceiving = false;
        if (isReleased) {
            return;
        }
        keepCiphertext();
        if (handshake != null) {
            awaitPeer();
        } else if (failure != null) {
            failed();
        } else if (wantsInput) {
            if (hasEnded()) {
                tellEnd();
            } else {
                askForMore();
            }
        }
        if (peerClosed && !rawEnded && !isReleased) {
            // What follows the peer's last word is nothing but the end of the connection.
            raw.read();
        }
    }

    /** What waits for more, or for being asked for, needs memory of its own. */
    private void keepCiphertext() {
        ByteBuf in = ciphertext;
        if (in != null && !in.isReadable()) {
            in.release();
            ciphertext = null;
        } else if (in != null && in.refCnt() > 0) {
            ciphertext = raw.keep(in);
        }
    }

    private boolean hasEnded() {
        ByteBuf in = ciphertext;
        return early == null && (peerClosed || (rawEnded && (in == null || !TlsRecords.isWhole(in))));
    }

    /** Tells the user of what is in all whole records, as far as there is room. */
    private void decrypt() {
        ByteBuf first = early;
        if (first != null) {
            early = null;
            tell(first);
            return;
        }
        ByteBuf in = ciphertext;
        if (in == null || failure != null || peerClosed) {
            return;
        }
        ByteBuf plain = lend();
        try {
            boolean goesOn = true;
            while (goesOn && isWhole(in)) {
                goesOn = decryptOne(in, plain);
            }
        } catch (SSLException | RuntimeException e) {
            failure = e;
        }
        if (plain.isReadable()) {
            tell(plain);
        } else {
            plain.release();
        }
    }

    private void tell(ByteBuf plain) {
        wantsInput = false;
        wasTold = true;
        user.received(plain);
    }

    /** Whether there may be more. */
    private boolean decryptOne(ByteBuf in, ByteBuf plain) throws SSLException {
        if (TlsRecords.isHandshake(in) && !facts().version().equals("TLSv1.3")) {
            throw new SSLException("a renegotiation, which is refused");
        }
        SSLEngineResult result = records.unwrap(in, plain);
        switch (result.getStatus()) {
            case BUFFER_OVERFLOW -> {
                if (!plain.isReadable()) {
                    throw new SSLException("a record of " + TlsRecords.length(in) + " bytes");
                }
                return false;
            }
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case CLOSED -> {
                peerClosed = true;
                in.skipBytes(in.readableBytes());
                return false;
            }
            case OK -> {}
        }
        quiet = result.bytesProduced() > 0 ? 0 : quiet + 1;
        if (quiet > MOST_QUIET) {
            throw new SSLException("more than " + MOST_QUIET + " records without a byte");
        }
        if (records.status() == HandshakeStatus.NEED_TASK) {
            records.compute();
            records.refresh();
        }
        if (records.status() == HandshakeStatus.NEED_WRAP) {
            records.wrapOwn(raw);
            records.send(raw);
            raw.flush();
        }
        return result.bytesConsumed() > 0;
    }

    private static boolean isWhole(ByteBuf in) throws SSLException {
        if (!TlsRecords.canBegin(in) || TlsRecords.length(in) > MOST_OF_RECORD) {
            throw new SSLException("no record of TLS");
        }
        return TlsRecords.isWhole(in);
    }

    private ByteBuf lend() {
        LentBuffers buffers = loop.between();
        return buffers.lendForReceiving();
    }

    /** The raw stream's end. */
    void inputEnded() {
        rawEnded = true;
        if (handshake != null) {
            awaitPeer();
        } else if (wantsInput && !isReceiving && hasEnded()) {
            tellEnd();
        }
    }

    private void tellEnd() {
        endIsTold = true;
        wantsInput = false;
        events.tellEnd();
    }

    @Override
    public boolean endFollows() {
        return peerClosed;
    }

    @Override
    public boolean isCut() {
        return rawEnded && !peerClosed;
    }

    @Override
    public void wasReset() {
        user.wasReset();
    }

    /** The peer has sent what no peer may. */
    private void failed() {
        Exception cause = failure == null ? new SSLException("unknown") : failure;
        endIsTold = true;
        wantsInput = false;
        sendAlert();
        isReset = true;
        events.tellFailure(cause);
        if (!isReleased) {
            raw.close();
        }
    }

    // Out

    @Override
    public ByteBuf buffer(int capacity) {
        return loop.between().lendForSending(capacity);
    }

    @Override
    public ByteBuf keep(ByteBuf bytes) {
        return loop.between().keep(bytes, 0);
    }

    @Override
    public void write(ByteBuf bytes) {
        ByteBuf before = unsent;
        if (isReleased || closeIsSent) {
            bytes.release();
        } else if (before == null) {
            unsent = bytes;
            unsentIsOurs = false;
        } else {
            append(before, bytes);
        }
    }

    /** What one flush sends goes into as few records as it takes. */
    private void append(ByteBuf before, ByteBuf bytes) {
        ByteBuf whole = before;
        if (!unsentIsOurs && before.readableBytes() < records.most()) {
            whole = allocator().directBuffer(records.most()).writeBytes(before);
            before.release();
            unsent = whole;
            unsentIsOurs = true;
        }
        if (unsentIsOurs) {
            whole.writeBytes(bytes, Math.min(bytes.readableBytes(), records.most() - whole.readableBytes()));
        }
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        encrypt();
        if (isReleased) {
            bytes.release();
        } else {
            unsent = bytes;
            unsentIsOurs = false;
        }
    }

    private void encrypt() {
        ByteBuf plain = unsent;
        unsent = null;
        if (plain == null) {
            return;
        }
        try {
            records.wrap(plain, raw);
            records.send(raw);
        } catch (SSLException | RuntimeException e) {
            records.send(raw);
            if (failure == null) {
                failure = e;
                loop.eventLoop().execute(this::failedToSend);
            }
        } finally {
            plain.release();
        }
    }

    /** Not while who writes is in the middle of something. */
    private void failedToSend() {
        if (!isReleased) {
            failed();
        }
    }

    @Override
    public void flush() {
        encrypt();
        raw.flush();
    }

    @Override
    public void flushSoon() {
        encrypt();
        raw.flushSoon();
    }

    @Override
    public void flushLast() {
        encrypt();
        sayClose();
        raw.flushLast();
    }

    /** That nothing more is sent: with what was written before it. */
    private void sayClose() {
        if (closeIsSent || isReset || isReleased || handshake != null || failure != null) {
            return;
        }
        closeIsSent = true;
        try {
            records.wrapCloseNotify(raw);
        } catch (SSLException | RuntimeException e) { // It ends without.
            failure = e;
        }
        records.send(raw);
    }

    @Override
    public boolean isSent() {
        return unsent == null && raw.isSent();
    }

    @Override
    public boolean isOpen() {
        return raw.isOpen();
    }

    @Override
    public boolean isWritable() {
        return raw.isWritable();
    }

    @Override
    public long backlog() {
        return raw.backlog();
    }

    @Override
    public ByteBufAllocator allocator() {
        return raw.allocator();
    }

    /** Those of the socket are others. */
    @Override
    public @Nullable DuplexChannel socket() {
        return null;
    }

    @Override
    public void whenSent(Runnable sent) {
        encrypt();
        raw.whenSent(sent);
    }

    // Ends

    @Override
    public void endOutput() {
        boolean said = closeIsSent;
        sayClose();
        if (!said) {
            raw.flushLast();
        }
        if (raw.isSent()) {
            raw.endOutput();
        } else {
            raw.whenSent(() -> {
                if (!isReleased && raw.isOpen()) {
                    raw.endOutput();
                }
            });
        }
    }

    @Override
    public void resetOnClose() {
        isReset = true;
        raw.resetOnClose();
    }

    @Override
    public void close() {
        if (!isReleased && raw.isOpen() && isSent()) {
            boolean said = closeIsSent;
            sayClose();
            if (!said) {
                raw.flushLast();
            }
        }
        release();
        raw.close();
    }

    @Override
    public void fail(Throwable cause) {
        raw.fail(cause);
    }

    @Override
    public void closed() {
        release();
        raw.closed();
    }

    private void release() {
        if (isReleased) {
            return;
        }
        isReleased = true;
        handshake = null;
        ByteBuf in = ciphertext;
        ByteBuf out = unsent;
        ByteBuf first = early;
        early = null;
        ciphertext = null;
        unsent = null;
        if (in != null) {
            in.release();
        }
        if (out != null) {
            out.release();
        }
        if (first != null) {
            first.release();
        }
        if (!isComputing) {
            records.release();
        }
    }
}
