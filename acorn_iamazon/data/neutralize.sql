-- a copy of the database knows no secret and sends nothing
UPDATE amazon_vendor_account
   SET active = false,
       environment = 'sandbox',
       live_mode = 'off',
       lwa_client_id = NULL,
       lwa_client_secret_encrypted = NULL,
       refresh_token_encrypted = NULL;
DELETE FROM amazon_vendor_token;
DELETE FROM amazon_vendor_authorisation;
