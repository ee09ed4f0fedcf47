package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import java.io.EOFException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
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
 */
public final class TlsStream implements Stream, Stream.User {
    private final LoopContext loop;
    private final Stream raw;
    private final TlsRecords records;
    private final TlsInput input;
    private final TlsOutput output;
    private final HandshakeSteps steps;
    private final TlsChannel events;
    private final Runnable turn = this::deliver;
    private final @Nullable String serverName;

    /** In ms since 1970: sessions made before are resumed ones. */
    private final long began;

    private User user;

    /** Null when it is over. */
    private @Nullable TlsHandshake handshake;

    private @Nullable TlsFacts facts;

    private boolean wantsInput;

    /** Whether what has come is being looked at: a read need not see to itself. */
    private boolean isReceiving;

    /** Whether the user was told of bytes in this turn. */
    private boolean wasTold;

    private boolean turnIsScheduled;
    private boolean rawEnded;
    private boolean endIsTold;
    private boolean closeIsSent;
    private boolean isReset;
    private boolean isFailureTold;
    private boolean isReleased;
    private @Nullable Exception failure;

    /** Whose the rest of the connection is after a failed handshake; null before. */
    private @Nullable LastAlert lastAlert;

    private TlsStream(
            LoopContext loop,
            DuplexChannel channel,
            SSLEngine engine,
            @Nullable String serverName,
            @Nullable ByteBuf first,
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
        input = new TlsInput(loop, records, raw, first);
        output = new TlsOutput(records, raw);
        steps = new HandshakeSteps(this, loop, records, input, raw);
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
        TlsStream stream = new TlsStream(loop, channel, engine, serverName, first, handshake);
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
        steps.go();
        awaitPeer();
    }

    boolean isShakingHands() {
        return handshake != null && !isReleased;
    }

    boolean isReleased() {
        return isReleased;
    }

    /** The handshake is over. */
    void established() throws SSLException {
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

    /** The handshake has come to nothing: the peer is told by an alert. */
    void handshakeFailed(Exception cause) {
        TlsHandshake told = handshake;
        if (isReleased) {
            return;
        }
        if (told == null) {
            // Whoever was told of its end has made a mistake.
            fail(cause);
            raw.close();
            return;
        }
        handshake = null;
        failure = cause;
        sendAlert();
        told.failed(cause);
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

    /** Asks for more, if the handshake waits for it. */
    void awaitPeer() {
        if (isShakingHands() && !steps.isComputing()) {
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
        if (failure != null || rawEnded || input.isPeerClosed() || input.isThere()) {
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
        LastAlert last = lastAlert;
        if (last != null) {
            last.received(bytes);
            return;
        }
        if (isReleased || input.isPeerClosed() || failure != null) {
            bytes.release();
            return;
        }
        isReceiving = true;
        input.add(bytes);
        if (handshake != null) {
            steps.go();
        }
        if (handshake == null && wantsInput && !isReleased) {
            decrypt();
        }
    }

    @Override
    public void receiveComplete() {
        LastAlert last = lastAlert;
        if (last != null) {
            last.receiveComplete();
            return;
        }
        isReceiving = true;
        if (wasTold) {
            wasTold = false;
            user.receiveComplete();
        }
        isReceiving = false;
        if (isReleased) {
            return;
        }
        input.keep();
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
        if (input.isPeerClosed() && !rawEnded && !isReleased) {
            // What follows the peer's last word is nothing but the end of the connection.
            raw.read();
        }
    }

    private boolean hasEnded() {
        return (rawEnded || input.isPeerClosed()) && !input.isThere();
    }

    /** Tells the user of what is in all whole records, as far as there is room. */
    private void decrypt() {
        ByteBuf first = input.takeEarly();
        if (first != null) {
            tell(first);
            return;
        }
        if (failure != null || input.isPeerClosed() || input.isEmpty()) {
            return;
        }
        ByteBuf plain = loop.between().lendForReceiving();
        try {
            input.decrypt(plain, facts());
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

    /** The raw stream's end. */
    void inputEnded() {
        rawEnded = true;
        LastAlert last = lastAlert;
        if (last != null) {
            last.inputEnded();
        } else if (handshake != null) {
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
        return input.isPeerClosed();
    }

    @Override
    public boolean isCut() {
        return rawEnded && !input.isPeerClosed();
    }

    @Override
    public void wasReset() {
        user.wasReset();
    }

    /** The peer has sent what no peer may. */
    private void failed() {
        if (isFailureTold) {
            return;
        }
        isFailureTold = true;
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
        if (isReleased || closeIsSent) {
            bytes.release();
            return;
        }
        try {
            output.add(bytes);
        } catch (SSLException | RuntimeException e) {
            sendingFailed(e);
        }
    }

    private void encrypt() {
        try {
            output.encrypt();
        } catch (SSLException | RuntimeException e) {
            sendingFailed(e);
        }
    }

    private void sendingFailed(Exception cause) {
        if (failure == null) {
            failure = cause;
            loop.eventLoop().execute(this::failedToSend);
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
        return output.isEmpty() && raw.isSent();
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

    /** Likewise after a handshake that failed, but so that the peer hears the alert. */
    public void closeAfterAlert() {
        release();
        if (rawEnded) {
            raw.close();
        } else {
            LastAlert last = new LastAlert(loop, raw);
            lastAlert = last;
            last.begin();
        }
    }

    @Override
    public void fail(Throwable cause) {
        raw.fail(cause);
    }

    @Override
    public void closed() {
        release();
        LastAlert last = lastAlert;
        if (last != null) {
            last.closed();
        } else {
            raw.closed();
        }
    }

    private void release() {
        if (isReleased) {
            return;
        }
        isReleased = true;
        handshake = null;
        input.release();
        output.release();
        if (!steps.isComputing()) {
            records.release();
        }
    }
}
