package lb.proxy.http1;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.Reply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer of a local page while it is made, on a virtual thread; told on the event loop. */
final class LocalAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAnswer.class);

    /** Told when the answer is made. */
    @FunctionalInterface
    interface Outcome {
        /**
         * The answer has been made.
         *
         * @param reply null when the page has failed
         */
        void made(LocalAnswer answer, @Nullable Reply reply);
    }

    private final EventLoop eventLoop;
    private final Outcome outcome;

    LocalAnswer(EventLoop eventLoop, Outcome outcome) {
        this.eventLoop = eventLoop;
        this.outcome = outcome;
    }

    void start(LocalAnswerer answerer, LocalRequest request) {
        Thread.ofVirtual().name("page").start(() -> {
            Reply reply = answer(answerer, request);
            try {
                eventLoop.execute(() -> outcome.made(this, reply));
            } catch (RejectedExecutionException e) {
                LOG.debug("the proxy stopped before its page was ready", e);
            }
        });
    }

    /** As bytes: of a page of some megabytes that takes tens of milliseconds, which an event loop has not. */
    private static @Nullable Reply answer(LocalAnswerer answerer, LocalRequest request) {
        try {
            return LocalReply.of(answerer.answer(request));
        } catch (RuntimeException | Error e) {
            LOG.error("the page {} failed", request.target(), e);
            return null;
        }
    }
}
