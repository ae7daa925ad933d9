-- Take away what this revision brought, once the function that it replaced has its earlier body again.

DROP VIEW v_sale_items;

DO $$
DECLARE
    v_table text;
BEGIN
    FOREACH v_table IN ARRAY ARRAY['sales', 'sale_items', 'payment_transactions', 'cash_movements', 'cash_counts',
        'closures', 'cash_sessions'] LOOP
        EXECUTE format('DROP TRIGGER recyclique_final ON public.%I', v_table);
        CONTINUE WHEN v_table NOT IN ('cash_movements', 'cash_counts', 'closures');
        EXECUTE format('DROP TRIGGER recyclique_keep_all ON public.%I', v_table);
    END LOOP;
END $$;

DROP FUNCTION sync.keep_final();

DELETE FROM sync.acts WHERE name = 'sale.corrected';
