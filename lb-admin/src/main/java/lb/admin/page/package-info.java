/** The page for people, {@code /stats}, and who may see it. */
package lb.admin.page;
