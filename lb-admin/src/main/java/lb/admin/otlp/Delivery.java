package lb.admin.otlp;

import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import lb.admin.config.Collector;
import lb.ha.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one collector and tells, in sentences, when it does not take what is sent, once of several failures, and when it does again.
 * For one thread.
 */
public final class Delivery {
    private static final int MOST_TOLD = 200;

    /** It prints a stack for each failure, which is told here, once. Held, since its level is forgotten with it. */
    private static final Logger THEIRS = Logger.getLogger("io.opentelemetry");

    private final String what;
    private final String where;
    private final List<Secret> secrets;
    private final String meanwhile;
    private final long patienceMillis;
    private final Consumer<String> told;
    private boolean failing;

    /**
     * @param what is sent, in the plural
     * @param collector whose header fields no sentence has in it
     * @param meanwhile what becomes of it while the collector does not take it
     * @param patienceMillis how long an answer may take
     * @param told of sentences for the log, by the thread that sends
     */
    public Delivery(String what, Collector collector, String meanwhile, long patienceMillis, Consumer<String> told) {
        this.what = what;
        // Its path may be a secret.
        URI endpoint = collector.endpoint();
        where = endpoint.getScheme() + "://" + endpoint.getAuthority();
        this.secrets = List.copyOf(collector.headers().values());
        this.meanwhile = meanwhile;
        this.patienceMillis = patienceMillis;
        this.told = told;
        THEIRS.setLevel(Level.OFF);
    }

    /**
     * Sends and waits for the answer. A fault of ours is told like one of the collector, and is no end of the thread.
     *
     * @return whether the collector has taken it
     * @throws InterruptedException when the thread is to end; nothing is told then
     */
    public boolean send(Supplier<CompletableResultCode> export) throws InterruptedException {
        String problem;
        try {
            CompletableResultCode result = export.get().join(patienceMillis, TimeUnit.MILLISECONDS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            problem = result.isSuccess() ? "" : problem(result);
        } catch (RuntimeException | Error e) {
            problem = "a fault in lb itself: " + e;
        }
        boolean before = failing;
        failing = !problem.isEmpty();
        if (failing && !before) {
            told.accept(what + " cannot be sent to " + where + ": " + shown(problem) + "; " + meanwhile);
        } else if (before && !failing) {
            told.accept(what + " are sent to " + where + " again");
        }
        return !failing;
    }

    private String problem(CompletableResultCode result) {
        return result.isDone() ? problem(result.getFailureThrowable()) : noAnswer();
    }

    private String problem(@Nullable Throwable failure) {
        String deepest = "it was refused";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpExportException refused && refused.getResponse() != null) {
                return "its answer is " + refused.getResponse().getStatusCode();
            } else if (cause instanceof HttpTimeoutException) {
                return noAnswer();
            } else if (cause instanceof ConnectException) {
                return connection(cause);
            }
            deepest = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
        return deepest;
    }

    /** The JDK's client mostly does not say why there is no connection, and what it gives as the cause misleads. */
    private static String connection(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its name is unknown";
            }
        }
        return failure.getMessage() == null ? "connection refused" : failure.getMessage();
    }

    private String noAnswer() {
        return "no answer within " + patienceMillis / 1e3 + " s";
    }

    /** What a collector answers may be in it. */
    private String shown(String problem) {
        String shown = problem;
        for (Secret secret : secrets) {
            shown = secret.hiddenIn(shown);
        }
        return shown.replaceAll("\\p{Cc}", "?").substring(0, Math.min(MOST_TOLD, shown.length()));
    }

    /** Ends an exporter without waiting: the JDK's client, when closed, waits for the answer that is due, and nobody has to. */
    public static void end(Supplier<CompletableResultCode> shutdown) {
        Thread.ofPlatform().name("lb-otlp-end").daemon().start(() -> {
            var _ = shutdown.get();
        });
    }
}
