package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.List;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.Reply;
import org.jspecify.annotations.Nullable;

/** The pages that a frontend answers itself, and the one answer that is being made for a client. On its event loop. */
final class LocalPages {
    /** Told of an answer. */
    @FunctionalInterface
    interface Answered {
        /**
         * An answer has been made.
         *
         * @param reply null when the page has failed
         */
        void answered(@Nullable Reply reply);
    }

    private final List<LocalPage> pages;
    private final EventLoop eventLoop;
    private final Answered answered;
    private final LocalBody body = new LocalBody();
    private @Nullable LocalAnswer running;

    /** What is to be answered once its body has come, and by which page. */
    private @Nullable LocalRequest waiting;

    private @Nullable LocalPage page;

    /** @param answered told of each answer, unless it was {@linkplain #forget forgotten} */
    LocalPages(List<LocalPage> pages, EventLoop eventLoop, Answered answered) {
        this.pages = pages;
        this.eventLoop = eventLoop;
        this.answered = answered;
    }

    /** The page that answers a request, or null where it goes to a backend. */
    @Nullable
    LocalPage pageFor(RequestHead head, ByteBuf in) {
        if (pages.isEmpty()) {
            return null;
        }
        String target = head.originForm(in);
        for (LocalPage page : pages) {
            if (page.answers(target)) {
                return page;
            }
        }
        return null;
    }

    /** A request has come, without its body as yet. */
    void begin(LocalPage page, LocalRequest request) {
        this.page = page;
        waiting = request;
        body.begin();
    }

    /** Where its body goes. */
    LocalBody body() {
        return body;
    }

    /** Whether a body is still to come. */
    boolean isWaiting() {
        return waiting != null;
    }

    /** Some of the body has come, or all; begins to make the answer once that is enough. */
    void bodyCame(boolean whole) {
        LocalRequest request = waiting;
        LocalPage asked = page;
        if (request != null && asked != null && (whole || body.isTooLong())) {
            waiting = null;
            LocalAnswer answer = new LocalAnswer(eventLoop, this::made);
            running = answer;
            answer.start(asked.answerer(), request.withBody(body.take()));
        }
    }

    private void made(LocalAnswer answer, @Nullable Reply reply) {
        if (answer == running) {
            running = null;
            answered.answered(reply);
        }
    }

    /** Nobody waits for the answer any more. */
    void forget() {
        running = null;
        if (waiting != null) {
            waiting = null;
            body.take();
        }
    }
}
