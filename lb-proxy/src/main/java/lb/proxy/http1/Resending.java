package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import lb.proxy.loop.Output;
import lb.proxy.settings.RetryOn;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request that a server has, or may have, goes to one again, and what of it is kept for that: its head alone,
 * where a connection may be lost and sending it twice does no harm, or all of it, where {@code retry-on} names failures of
 * responses. Reused for every exchange of a client connection.
 */
final class Resending {
    private final Exchange exchange;
    private final Dispatch dispatch;
    private final ExchangeAccount account;
    private final KeptRequest kept = new KeptRequest();
    private RetryOn retryOn = RetryOn.CONN_FAILURE;

    Resending(Exchange exchange, Dispatch dispatch, ExchangeAccount account) {
        this.exchange = exchange;
        this.dispatch = dispatch;
        this.account = account;
    }

    /**
     * Keeps the request to be sent again after such failures, if any of them is one of a request and it is not too long.
     *
     * @param head as the server gets it; not taken over
     * @param length of the body; only with {@link BodyFraming#LENGTH}
     */
    void keep(RetryOn on, ByteBufAllocator allocator, ByteBuf head, BodyFraming body, long length) {
        retryOn = on;
        if (on.isForRequests()) {
            kept.keep(allocator, head, body, length);
        }
    }

    /** Where what comes of the request's body goes, so that it is kept on the way where it has to be. */
    @Nullable
    Output output(@Nullable Output server) {
        return kept.isKept() ? kept.before(server) : server;
    }

    /**
     * Sends it again where the connection ended before anything of a response, if that does no harm or is asked for.
     *
     * @return false where it cannot be
     */
    boolean afterLoss() {
        if (!dispatch.isRepeatable()) {
            return after(RetryReason.EMPTY_RESPONSE);
        }
        Server lost = exchange.leaveServer();
        account.sendingAgain();
        dispatch.repeat(lost);
        return true;
    }

    /** Sends it again where this is a reason and it can be; nothing of a response has gone to the client. */
    boolean after(RetryReason reason) {
        if (!kept.isKept() || !reason.isIn(retryOn) || !dispatch.tryAgain()) {
            return false;
        }
        resend();
        return true;
    }

    /** The same after a response with that status. */
    boolean afterStatus(int status) {
        if (!kept.isKept() || !retryOn.isFor(status) || !dispatch.tryAgain()) {
            return false;
        }
        account.figures().responseDiscarded(status);
        resend();
        return true;
    }

    private void resend() {
        Server left = exchange.leaveServer();
        account.sendingAgain();
        dispatch.retry(left, kept.again());
    }

    /** It is not sent again. */
    void end() {
        kept.release();
    }
}
