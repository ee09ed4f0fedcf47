package lb.admin.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.FilesSeen;
import lb.proxy.tls.Reloadable;
import lb.proxy.tls.TlsFilesException;
import lb.proxy.tls.TlsProblem;
import lb.proxy.tls.WatchedFiles;

/**
 * Looks at the files of TLS every few seconds, has them read again when they have changed, and tells when certificates end to
 * be valid; on a thread of its own.
 */
public final class CertificateWatch implements AutoCloseable {
    /** From one look at the ends of certificates to the next. */
    private static final Duration EXPIRY = Duration.ofHours(1);

    /** Of its time that may go by with looking, one part in so many. */
    private static final int PART_OF_TIME = 20;

    private final Certificates certificates;
    private volatile Duration interval;
    private final Consumer<String> told;
    private final Consumer<String> warned;
    /** Those of {@link #watchedUses}. */
    private List<Watched> watched = List.of();

    private List<Certificates.Use> watchedUses = List.of();
    private boolean begun;

    private final ExpiryWarnings expiry = new ExpiryWarnings();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean closed;

    private record Watched(Certificates.Use use, WatchedFiles files) {}

    /**
     * Looks at nothing yet.
     *
     * @param interval from one look at files to the next; zero for none
     * @param told what has become of changes
     * @param warned what somebody has to mend
     */
    CertificateWatch(Certificates certificates, Duration interval, Consumer<String> told, Consumer<String> warned) {
        this.certificates = certificates;
        this.interval = interval;
        this.told = told;
        this.warned = warned;
        lookAtUses();
    }

    /** After a reload all are read anew, and none is to be told of. */
    @SuppressWarnings("ReferenceEquality") // whether it is still the same one
    private boolean lookAtUses() {
        List<Certificates.Use> now = certificates.uses();
        if (now == watchedUses) {
            return false;
        }
        List<Watched> all = new ArrayList<>();
        now.forEach(use -> all.add(new Watched(use, new WatchedFiles(use.files().read()))));
        watched = all;
        watchedUses = now;
        return true;
    }

    /** The same, on its thread from now on, if there is anything to look at. */
    public static CertificateWatch start(
            Certificates certificates, Duration interval, Consumer<String> told, Consumer<String> warned) {
        CertificateWatch watch = new CertificateWatch(certificates, interval, told, warned);
        watch.begin();
        return watch;
    }

    private synchronized void begin() {
        if (!begun && !certificates.uses().isEmpty()) {
            begun = true;
            Thread.ofPlatform().daemon().name("lb-certificates").start(this::run);
        }
    }

    /**
     * After a reload: there are other files, perhaps, and another interval. Any thread.
     *
     * @param other from one look at files to the next; zero for none
     */
    public void follow(Duration other) {
        interval = other;
        begin();
        wake.release();
    }

    private void run() {
        long expiryAt = System.nanoTime();
        try {
            do {
                Duration interval = this.interval;
                long now = System.nanoTime();
                try {
                    if (lookAtUses() || now - expiryAt >= 0) {
                        lookAtEnds(Instant.now());
                        expiryAt = now + EXPIRY.toNanos();
                    }
                    if (!interval.isZero()) {
                        lookAtFiles(now);
                    }
                } catch (RuntimeException e) {
                    warned.accept("a fault in lb itself while looking at certificates, please report it: " + e);
                }
                Duration least = Duration.ofNanos((System.nanoTime() - now) * PART_OF_TIME);
                Duration pause = interval.isZero() ? EXPIRY : interval.compareTo(least) > 0 ? interval : least;
                var _ = wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS);
                var _ = wake.drainPermits();
            } while (!closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @param nanos the time, on a clock that only goes forward */
    void lookAtFiles(long nanos) {
        var _ = lookAtUses();
        // Many binds may have the same files, and be called the same.
        Set<String> lines = new HashSet<>();
        for (Watched one : watched) {
            Reloadable files = one.use().files();
            FilesSeen seen = files.look();
            if (!one.files().isDue(seen, nanos)) {
                continue;
            }
            String where = one.use().where();
            List<CertificateFacts> before = files.certificates();
            List<TlsProblem> known = files.warnings();
            try {
                var dropped = certificates.reload(one.use());
                one.files().taken(files.read());
                tell(told, CertificateText.taken(where, before, files.certificates(), dropped), lines);
                for (TlsProblem warning : files.warnings()) {
                    if (!known.contains(warning)) {
                        tell(warned, where + ": " + warning, lines);
                    }
                }
            } catch (TlsFilesException e) {
                if (one.files().failed(seen, String.valueOf(e.getMessage()), nanos)) {
                    tell(warned, CertificateText.refused(where, e), lines);
                }
            }
        }
    }

    private static void tell(Consumer<String> whom, String line, Set<String> lines) {
        if (lines.add(line)) {
            whom.accept(line);
        }
    }

    void lookAtEnds(Instant now) {
        for (CertificateFacts certificate : expiry.due(certificates.inUse(), now)) {
            warned.accept(CertificateText.ends(certificate, now));
        }
    }

    /** Looks no more; does not wait. */
    @Override
    public void close() {
        closed = true;
        wake.release();
    }
}
