package lb.admin.rule;

/** Where {@link Complaint}s go: each is told at once, and reading goes on to find the others. */
@FunctionalInterface
public interface Complaints {
    void take(Complaint complaint);
}
