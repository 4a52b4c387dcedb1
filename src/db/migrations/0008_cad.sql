-- Reserved while this release is written.
SELECT 1;
