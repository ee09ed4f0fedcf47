package lb.proxy.http1;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer of a local page while it is made, on a virtual thread; told on the event loop. */
final class LocalAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAnswer.class);

    private final EventLoop eventLoop;
    private final BiConsumer<LocalAnswer, LocalResponse> outcome;

    LocalAnswer(EventLoop eventLoop, BiConsumer<LocalAnswer, LocalResponse> outcome) {
        this.eventLoop = eventLoop;
        this.outcome = outcome;
    }

    void start(LocalAnswerer answerer, LocalRequest request) {
        Thread.ofVirtual().name("page").start(() -> {
            LocalResponse response = answer(answerer, request);
            try {
                eventLoop.execute(() -> outcome.accept(this, response));
            } catch (RejectedExecutionException e) {
                LOG.debug("the proxy stopped before its page was ready", e);
            }
        });
    }

    private static LocalResponse answer(LocalAnswerer answerer, LocalRequest request) {
        try {
            return answerer.answer(request);
        } catch (RuntimeException | Error e) {
            LOG.error("the page {} failed", request.target(), e);
            return LocalReply.errorPage(500);
        }
    }
}
